#include "scraper/config.hpp"

#include <array>
#include <unistd.h>

namespace scraper {

namespace {

using core::Environment;
using namespace std::chrono_literals;

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "scraper";
    return name.data();
}

void read_api(Environment& env, Config& config) {
    config.user = env.text({"USERNAME", "", "user name asked for; empty: none; also SCRAPYD_USERNAME"});
    config.password = env.text({"PASSWORD", "", "its password; also SCRAPYD_PASSWORD", true});
    if (config.user.empty() != config.password.empty())
        env.fault(config.user.empty() ? "USERNAME" : "PASSWORD", "must be set when the other of the pair is");
    if (config.user.find(':') != std::string::npos) env.fault("USERNAME", "must not hold a colon");
    config.node_name = env.text({"NODE_NAME", "", "node_name of the answers; empty: the host's name"});
    if (config.node_name.empty()) config.node_name = host_name();
    config.cors_origin = env.text(
        {"CORS_ORIGIN",
         config.user.empty() ? "*" : "",
         "Access-Control-Allow-Origin of the answers; empty: none"}
    );
    config.strict_upload_status =
        env.flag({"STRICT_UPLOAD_STATUS", "false", "answer a refused addversion with 422 in place of 200"});
}

void read_runner(Environment& env, RunnerOptions& runner) {
    runner.jobs = static_cast<std::size_t>(env.integer({"JOBS", "4", "jobs that run at once"}, 1, 64));
    runner.concurrency = static_cast<std::size_t>(
        env.integer({"CONCURRENCY", "16", "pages one job fetches at once, over all hosts"}, 1, 256)
    );
    runner.attempts = env.integer(
        {"ATTEMPTS", "2", "times a job is begun whose process dies, before it is given up"}, 1, 100
    );
    runner.keep_finished = env.integer({"KEEP_JOBS", "100", "finished jobs kept"}, 0, 1'000'000);
    runner.longest = std::chrono::duration_cast<std::chrono::seconds>(env.duration(
        {"LONGEST_RUN", "12h", "after which a run is ended, whatever its document allows"}, 1s, 720h
    ));
    runner.keep_snapshots = std::chrono::duration_cast<std::chrono::hours>(
        env.duration({"KEEP_SNAPSHOTS", "720h", "how long fetched pages are kept; whole hours"}, 1h, 87'600h)
    );
    auto& web = runner.web;
    web.user_agent = env.text(
        {"USER_AGENT",
         "LiftedBot/1.0",
         "sent with requests; its first word is the product token for robots.txt"}
    );
    if (web.user_agent.empty() || web.user_agent.find_first_of("\r\n") != std::string::npos)
        env.fault("USER_AGENT", "must be one line of text");
    web.ca_file = env.text({"CA_FILE", "", "PEM file of the authorities trusted; empty: the system's"});
    web.guard.opened = env.list(
        {"OPEN_HOSTS",
         "",
         "host or host:port that may have private addresses and that port; everything else private is refused"
        }
    );
}

void read_hand_in(Environment& env, Config& config) {
    const auto url = env.optional_text(
        {"CMS_URL", "", "where results are handed in, such as http://127.0.0.1:9001; empty: they stay here"}
    );
    const auto key = env.optional_text({"CMS_KEY", "", "id:secret that signs what is handed in", true});
    if (url.has_value() != key.has_value()) {
        env.fault(url ? "CMS_KEY" : "CMS_URL", "must be set when the other of the pair is");
        return;
    }
    if (!url) return;
    core::service::check_urls(env, "CMS_URL", {*url});
    const auto keys = core::auth::parse_service_keys(*key);
    if (!keys || keys->empty()) {
        env.fault("CMS_KEY", "must be id:secret with a secret of at least 32 bytes");
        return;
    }
    HandInOptions options;
    options.url = url->ends_with('/') ? url->substr(0, url->size() - 1) : *url;
    options.key = keys->front();
    options.ca_file = config.runner.web.ca_file;
    config.hand_in = std::move(options);
    config.runner.hand_in = true;
}

}  // namespace

Environment::Variables process_variables() {
    auto variables = Environment::of_process();
    constexpr std::pair<const char*, const char*> kTheirs[] = {
        {"SCRAPYD_BIND_ADDRESS", "SCRAPER_ADDRESS"},
        {"SCRAPYD_HTTP_PORT", "SCRAPER_PORT"},
        {"SCRAPYD_USERNAME", "SCRAPER_USERNAME"},
        {"SCRAPYD_PASSWORD", "SCRAPER_PASSWORD"},
    };
    for (const auto& [theirs, ours] : kTheirs) {
        const auto found = variables.find(theirs);
        if (found != variables.end()) variables.try_emplace(ours, found->second);
    }
    return variables;
}

core::Result<Config> read_config(Environment& env) {
    Config config;
    config.process = core::service::read_process(env);
    config.data = env.text({"DATA", "scraper-data", "folder of the jobs, results and fetched pages"});
    // The work is done elsewhere: one thread answers. Without a user name nobody else may ask.
    config.server = core::service::read_server(env, "6800", "127.0.0.1", "1");
    config.internal = core::service::read_operators_port(env, "6801");
    read_api(env, config);
    read_runner(env, config.runner);
    read_hand_in(env, config);
    if (const auto checked = env.finish(); !checked) return checked.error();
    return config;
}

}  // namespace scraper
