#include "scraper/hand_in/hand_in.hpp"

#include "core/base/log.hpp"
#include "scraper/hand_in/messages.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace scraper {

namespace asio = boost::asio;
namespace logging = core::log;

namespace {

core::http::ClientLimits limits_of(const HandInOptions& options) {
    core::http::ClientLimits limits;
    limits.ca_file = options.ca_file;
    limits.total_timeout = std::chrono::seconds(30);
    return limits;
}

}  // namespace

HandInThread::HandInThread(SpoolFile& spool, const core::Clock& clock, HandInOptions options)
    : jobs_(spool),
      results_(spool),
      clock_(clock),
      options_(std::move(options)),
      signer_(options_.key),
      client_(context_.get_executor(), limits_of(options_)) {}

HandInThread::~HandInThread() {
    stop();
}

void HandInThread::start() {
    asio::co_spawn(context_, work(), [](const std::exception_ptr& failure) {
        if (failure) logging::error("handing in ended unexpectedly");
    });
    thread_ = std::thread([this] { context_.run(); });
}

void HandInThread::stop() {
    if (!thread_.joinable()) return;
    context_.stop();
    thread_.join();
}

void HandInThread::wake() {
    asio::post(context_, [this] {
        woken_ = true;
        timer_.cancel();
    });
}

core::Task<> HandInThread::wait(std::chrono::milliseconds pause) {
    if (!woken_) {
        timer_.expires_after(pause);
        co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    woken_ = false;
}

core::Task<> HandInThread::work() {
    auto pause = options_.pause;
    while (true) {
        bool delivered = true;
        try {
            const auto waiting = jobs_.to_hand_in(1);
            if (waiting.empty()) {
                co_await wait(options_.longest_pause);
                continue;
            }
            delivered = co_await hand_in(waiting.front());
        } catch (const std::exception& error) {
            logging::error("handing in failed", {{"reason", error.what()}});
            delivered = false;
        }
        if (delivered) {
            pause = options_.pause;
            continue;
        }
        // Not cut short by a new run: the CMS is no better off for it.
        asio::steady_timer rest(context_, pause);
        co_await rest.async_wait(asio::as_tuple(asio::use_awaitable));
        pause = std::min(pause * 2, options_.longest_pause);
    }
}

core::Task<bool> HandInThread::hand_in(Job job) {
    const auto target = "/internal/v1/scrapes/" + job.id;
    auto answer = co_await send(target, opening_message(job), job);
    if (answer == Answer::taken) {
        answer = co_await hand_in_items(target, job);
        if (answer == Answer::refused) {
            // What is missing there must not look as if the site had lost it.
            job.outcome = "suspicious";
            job.outcome_reason = "The CMS refused a part of the items; the scraper's log has its answer.";
        }
        if (answer != Answer::not_now) answer = co_await send(target + "/outcome", outcome_message(job), job);
    }
    if (answer == Answer::not_now) co_return false;
    jobs_.set_acknowledged(job.id);
    if (answer == Answer::taken)
        logging::info("run handed in", {{"job", job.id}, {"outcome", job.outcome}, {"items", job.items}});
    co_return true;
}

core::Task<HandInThread::Answer> HandInThread::hand_in_items(std::string target, Job job) {
    while (true) {
        const auto items =
            results_.items(job.id, job.handed_position, std::min<std::size_t>(options_.batch, 500));
        if (items.empty()) co_return Answer::taken;
        const auto answer = co_await send(target + "/items", items_message(items), job);
        if (answer != Answer::taken) co_return answer;
        job.handed_position = items.back().position;
        jobs_.set_handed(job.id, job.handed_position);
    }
}

/// A refusal that no repetition changes is logged, and that run is closed or given up, so that it does not
/// stand in the way of the others; its results stay in the spool.
core::Task<HandInThread::Answer> HandInThread::send(std::string target, std::string body, const Job& job) {
    core::http::ClientRequest request;
    request.method = core::http::Method::put;
    request.url = options_.url + target;
    request.headers = {
        {"Content-Type", "application/json"},
        {"Authorization", signer_.sign("PUT", target, body, clock_.now())},
    };
    request.body = std::move(body);
    const auto response = co_await client_.send(std::move(request));
    if (!response) {
        logging::warning("the CMS cannot be reached", {{"job", job.id}, {"reason", response.error().detail}});
        co_return Answer::not_now;
    }
    if (response->status >= 200 && response->status < 300) co_return Answer::taken;
    const bool final = response->status == 400 || response->status == 409 || response->status == 413 ||
                       response->status == 422;
    logging::error(
        final ? "the CMS refuses a run" : "the CMS cannot take a run now",
        {{"job", job.id},
         {"target", target},
         {"status", response->status},
         {"answer", response->body.substr(0, 500)}}
    );
    co_return final ? Answer::refused : Answer::not_now;
}

}  // namespace scraper
