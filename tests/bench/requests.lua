-- For wrk: cycles over the requests of a file, a line each: METHOD TARGET [BODY]. Prints one line of JSON at the end.
--   wrk ... -s requests.lua URL -- FILE
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

local requests, at = {}, 0

function init(arguments)
    local json = { ["Content-Type"] = "application/json" }
    for line in io.lines(arguments[1]) do
        local method, target, body = line:match("^(%S+) (%S+) ?(.*)$")
        if body == "" then
            requests[#requests + 1] = wrk.format(method, target)
        else
            requests[#requests + 1] = wrk.format(method, target, json, body)
        end
    end
    at = math.floor(#requests / 2) * number -- two threads do not ask for the same at the same time
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"seconds":%f,"bytes":%d,"p50_us":%d,"p99_us":%d,"failed":%d}\n',
        summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
