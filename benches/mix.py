"""A mix of requests as a busy help desk sends them: 80 % reads (REST pages and tickets, GraphQL pages), 15 % writes
(follow-ups, changes of tickets), 5 % uploads, by wrk. benches/mixed and benches/soak use it.
"""
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SCRIPT = r"""
local headers = { ["Authorization"] = "Token " .. TOKEN, ["Accept"] = "application/json" }
local function with(kind) local h = {} for k, v in pairs(headers) do h[k] = v end h["Content-Type"] = kind return h end
local json, form = with("application/json"), with("multipart/form-data; boundary=x")
local page = '{"query": "{ tickets(first: 25) { totalCount nodes { id title status queue { title } ' ..
  'followUps { nodes { comment attachments { filename } } } } } }"}'
local upload = "--x\r\nContent-Disposition: form-data; name=\"ticket\"\r\n\r\n%d\r\n" ..
  "--x\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nwith a file\r\n" ..
  "--x\r\nContent-Disposition: form-data; name=\"attachments\"; filename=\"a.txt\"\r\n\r\n" .. string.rep("data", 1024) .. "\r\n--x--\r\n"
local threads = {}
function setup(thread) thread:set("id", #threads) table.insert(threads, thread) end
function init() math.randomseed(os.time() + id) statuses = {} end
function request()
  local dice = math.random(100)
  if dice <= 25 then return wrk.format("GET", "/api/tickets/?page_size=10", headers) end
  if dice <= 55 then return wrk.format("GET", "/api/tickets/" .. math.random(READ_FROM, READ_TO) .. "/", headers) end
  if dice <= 80 then return wrk.format("POST", "/graphql", json, page) end
  local ticket = math.random(WRITE_FROM, WRITE_TO)
  if dice <= 88 then return wrk.format("POST", "/api/followups/", json, '{"ticket": ' .. ticket .. ', "comment": "load"}') end
  if dice <= 95 then return wrk.format("PATCH", "/api/tickets/" .. ticket .. "/", json, '{"priority": ' .. math.random(5) .. '}') end
  return wrk.format("POST", "/api/followups/", form, upload:format(ticket))
end
function response(status, _, body)
  if status >= 300 or (status == 200 and body:find('^{"errors"')) then statuses[status] = (statuses[status] or 0) + 1 end
end
function done(summary, latency)
  local failed = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do failed[status] = (failed[status] or 0) + count end
  end
  for status, count in pairs(failed) do io.write("failed ", status, " ", count, "\n") end
  local e = summary.errors
  io.write("socket ", e.connect + e.read + e.write + e.timeout, "\n")
  io.write("rate ", summary.requests / summary.duration * 1e6, "\n")
  io.write("p50 ", latency:percentile(50) / 1000, "\np99 ", latency:percentile(99) / 1000, "\n")
end
"""


@dataclass
class Mix:
    """Reads and writes of tickets, each from and to an ID."""

    token: str
    reads: tuple
    writes: tuple

    def script(self):
        numbers = zip(("READ_FROM", "READ_TO", "WRITE_FROM", "WRITE_TO"), self.reads + self.writes)
        return f"local TOKEN = {json.dumps(self.token)}\n" + "".join(f"local {n} = {v}\n" for n, v in numbers) + SCRIPT


@dataclass
class Outcome:
    """Requests a second, latencies in ms, the number of failed answers by status, and of broken connections."""

    rate: float
    p50: float
    p99: float
    failed: dict
    broken: int

    def errors(self):
        return sum(self.failed.values()) + self.broken


def require_wrk():
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed ('apt-get install wrk')")


def load(mix, base, clients, seconds, folder, each_second=lambda: None):
    """Sends the mix to a service. `each_second` is called meanwhile."""
    script = Path(folder, "mix.lua")
    script.write_text(mix.script())
    command = ["wrk", "-t2", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), base]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as wrk:
        try:
            while wrk.poll() is None:
                each_second()
                try:
                    wrk.wait(1)
                except subprocess.TimeoutExpired:
                    pass
        except BaseException:
            wrk.kill()
            raise
        out, error = wrk.communicate()
    if wrk.returncode or "p99 " not in out:
        sys.exit(f"wrk failed: {error.strip() or out.strip()}")
    numbers = {name: float(value) for name, value in re.findall(r"^(\w+) ([\d.e+-]+|-?nan|inf)$", out, re.M)}
    return Outcome(numbers["rate"], numbers["p50"], numbers["p99"],
                   {status: int(count) for status, count in re.findall(r"^failed (\d+) (\d+)", out, re.M)}, int(numbers["socket"]))


def complaints(log):
    """The lines of a service's log that explain an error."""
    lines = [line for line in Path(log).read_text(errors="replace").splitlines() if " ERROR " in line or " WARN " in line]
    return "".join(f"    {line}\n" for line in lines)[:2000]
