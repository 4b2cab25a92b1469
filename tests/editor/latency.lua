-- How long it takes from a change of a text until its diagnostics are there, measured in Neovim: run by latency.sh beside this file in a
-- folder with a Dockerfile whose last line starts a miner and does not, in turn.

local CHANGES = 50

local function fail(what)
  io.stderr:write("latency: " .. what .. "\n")
  vim.cmd("cquit 1")
end

vim.cmd("edit Dockerfile")
local buffer = vim.api.nvim_get_current_buf()
local uri = vim.uri_from_bufnr(buffer)
local last = vim.api.nvim_buf_line_count(buffer)

-- set by the handler: whether the miner is found, and when that was said
local is_found, said_at
local show = vim.lsp.handlers["textDocument/publishDiagnostics"]
local function published(err, result, ...)
  show(err, result, ...)
  if result.uri == uri then
    said_at, is_found = vim.loop.hrtime(), false
    for _, it in ipairs(result.diagnostics) do
      is_found = is_found or (it.code == "miner-command" and it.range.start.line == last - 1)
    end
  end
end
local id = vim.lsp.start_client({
  name = "minestop",
  cmd = { vim.env.MINESTOP, "lsp" },
  root_dir = vim.fn.getcwd(),
  handlers = { ["textDocument/publishDiagnostics"] = published },
  -- Neovim waits for more changes otherwise
  flags = { debounce_text_changes = 0 },
})
vim.lsp.buf_attach_client(buffer, id)
if not vim.wait(60000, function() return is_found ~= nil end, 5) then
  fail("nothing is said of the text")
end
-- the whole context has been looked at, in the background
vim.wait(3000)

local times = {}
for number = 1, CHANGES do
  local mines = number % 2 == 1
  local from = vim.loop.hrtime()
  vim.api.nvim_buf_set_lines(buffer, last - 1, last, false, { mines and 'CMD ["/opt/xmrig"]' or 'CMD ["/opt/tool"]' })
  if not vim.wait(20000, function() return is_found == mines end, 1) then
    fail("the finding does not follow the text")
  end
  table.insert(times, (said_at - from) / 1e6)
  vim.wait(20)
end
table.sort(times)
io.stdout:write(string.format("%.1f %.1f\n", times[CHANGES / 2], times[CHANGES]))
vim.cmd("qall!")
