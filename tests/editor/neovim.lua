-- Opens a Dockerfile in Neovim under `minestop lsp`: findings stand at their columns, a denied image is replaced by the code action, an
-- exception is written by another, and each time the finding goes away. Run by run.sh beside this file, in a folder with a Dockerfile and a
-- minestop.toml. Speaks to Neovim 0.7 as to 0.11, which counts columns in bytes.

local function fail(what)
  io.stderr:write("neovim: " .. what .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, condition)
  if not vim.wait(20000, condition, 20) then
    fail(what .. ": " .. vim.inspect(vim.diagnostic.get()))
  end
end

vim.cmd("edit Dockerfile")
local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({
  name = "minestop",
  cmd = { vim.env.MINESTOP, "lsp" },
  root_dir = vim.fn.getcwd(),
})
vim.lsp.buf_attach_client(buffer, id)
local client = vim.lsp.get_client_by_id(id)

local function found(rule)
  for _, it in ipairs(vim.diagnostic.get(buffer)) do
    if it.code == rule then
      return it
    end
  end
end

-- the finding of a rule must mark this text
local function marks(rule, text)
  wait("no finding of " .. rule .. " comes", function() return found(rule) end)
  local it = found(rule)
  local line = vim.api.nvim_buf_get_lines(buffer, it.lnum, it.lnum + 1, false)[1]
  local marked = line:sub(it.col + 1, it.end_col)
  if marked ~= text then
    fail("the finding marks `" .. marked .. "` of `" .. line .. "`")
  end
  return it, line
end

-- applies what is offered at a finding: the action whose title has these words
local function apply(it, line, words)
  local column = it.col
  if client.offset_encoding == "utf-16" then
    local _, units = vim.str_utfindex(line, it.col)
    column = units
  end
  local place = { line = it.lnum, character = column }
  local answer = vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = { start = place, ["end"] = place },
    context = { diagnostics = {} },
  }, 20000)
  for _, action in ipairs(answer and answer[id] and answer[id].result or {}) do
    if action.title:find(words, 1, true) then
      return vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
    end
  end
  fail("no action with `" .. words .. "`: " .. vim.inspect(answer))
end

-- what stands in front is wider in bytes than in characters, and in UTF-16 than in those
local finding, line = marks("miner-command", "xmrig")

-- as one types: without the command it is gone, and it comes back
vim.api.nvim_buf_set_lines(buffer, finding.lnum, finding.lnum + 1, false, { 'CMD ["sh"]' })
wait("the finding stays although its command is gone", function() return not found("miner-command") end)
vim.api.nvim_buf_set_lines(buffer, finding.lnum, finding.lnum + 1, false, { line })
wait("the finding does not come back", function() return found("miner-command") end)

-- a fix: the image that the policy names for the denied one
local image, from = marks("denied-image", "old.example.invalid/base:1")
apply(image, from, "new.example.invalid/base:2")
wait("the denied image stays", function() return not found("denied-image") end)
if vim.api.nvim_buf_get_lines(buffer, 0, 1, false)[1] ~= "FROM new.example.invalid/base:2" then
  fail("the image was not replaced: " .. vim.inspect(vim.api.nvim_buf_get_lines(buffer, 0, 1, false)))
end

-- an exception, which holds once somebody says why
apply(found("miner-command"), line, "miner-command")
vim.cmd("buffer minestop.toml")
local policy = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
policy = policy:gsub('reason = ""', 'reason = "a test of this editor"')
vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(policy, "\n"))
vim.cmd("write")
vim.cmd("buffer " .. buffer)
local document = vim.lsp.util.make_text_document_params(buffer)
client.notify("textDocument/didSave", { textDocument = document })
wait("the exception has no effect", function()
  local it = found("miner-command")
  return not it or it.severity == vim.diagnostic.severity.HINT
end)
print("neovim: the findings came, moved and went")
vim.cmd("qall!")
