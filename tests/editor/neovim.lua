-- Opens a Dockerfile in Neovim under `minestop lsp`: findings stand at their columns, an exception is written by the code action, and with
-- a reason in it the findings go away. Run by run.sh beside this file, in a folder with a Dockerfile and a minestop.toml.

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
local client = vim.lsp.start_client({
  name = "minestop",
  cmd = { vim.env.MINESTOP, "lsp" },
  root_dir = vim.fn.getcwd(),
})
vim.lsp.buf_attach_client(buffer, client)

local function found(rule)
  for _, it in ipairs(vim.diagnostic.get(buffer)) do
    if it.code == rule then
      return it
    end
  end
end

wait("no finding comes", function() return found("miner-command") end)
local finding = found("miner-command")
local line = vim.api.nvim_buf_get_lines(buffer, finding.lnum, finding.lnum + 1, false)[1]
local marked = line:sub(finding.col + 1, finding.end_col)
if marked ~= "xmrig" then
  fail("the finding marks `" .. marked .. "` of `" .. line .. "`")
end

-- as one types: without the command it is gone, and it comes back
vim.api.nvim_buf_set_lines(buffer, finding.lnum, finding.lnum + 1, false, { 'CMD ["sh"]' })
wait("the finding stays although its command is gone", function() return not found("miner-command") end)
vim.api.nvim_buf_set_lines(buffer, finding.lnum, finding.lnum + 1, false, { line })
wait("the finding does not come back", function() return found("miner-command") end)

local _, column = vim.str_utfindex(line, finding.col)
local place = { line = finding.lnum, character = column }
local document = vim.lsp.util.make_text_document_params(buffer)
local answer = vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", {
  textDocument = document,
  range = { start = place, ["end"] = place },
  context = { diagnostics = {} },
}, 20000)
local actions = answer and answer[client] and answer[client].result or {}
if #actions ~= 1 then
  fail("one action was expected: " .. vim.inspect(answer))
end
vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")

vim.cmd("buffer minestop.toml")
local policy = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
policy = policy:gsub('reason = ""', 'reason = "a test of this editor"')
vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(policy, "\n"))
vim.cmd("write")
vim.cmd("buffer " .. buffer)
vim.lsp.buf_notify(buffer, "textDocument/didSave", { textDocument = document })
wait("the exception has no effect", function()
  local it = found("miner-command")
  return not it or it.severity == vim.diagnostic.severity.HINT
end)
print("neovim: the findings came, moved and went")
vim.cmd("qall!")
