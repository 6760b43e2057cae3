#include "split_site.hpp"

#include "support/run.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace tests {

namespace {

sockaddr_in local(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// Several sockets of one user may have the same port with SO_REUSEPORT; only those that listen get
/// connections.
int bind_shared(std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    const auto address = local(port);
    if (made < 0 || ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::setsockopt(made, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0 ||
        ::bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::system_error(errno, std::generic_category(), "a port of the test's own");
    }
    return made;
}

core::http::ClientLimits limits_of(std::chrono::milliseconds patience) {
    core::http::ClientLimits limits;
    limits.connect_timeout = patience;
    limits.total_timeout = patience;
    return limits;
}

Settings with(Settings settings, const Settings& extra) {
    for (const auto& [name, value] : extra) settings[name] = value;
    return settings;
}

}  // namespace

ReservedPort::ReservedPort() : socket_(bind_shared(0)) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    number_ = ntohs(address.sin_port);
}

ReservedPort::~ReservedPort() {
    ::close(socket_);
}

std::string ReservedPort::url(std::string_view target) const {
    return fmt::format("http://127.0.0.1:{}{}", number_, target);
}

SilentListener::SilentListener(std::uint16_t port) : socket_(bind_shared(port)) {
    constexpr int kWaiting = 64;
    ::listen(socket_, kWaiting);
}

SilentListener::~SilentListener() {
    ::close(socket_);
}

Restartable::Restartable(std::vector<std::string> command, Settings settings, std::string listening)
    : command_(std::move(command)), settings_(std::move(settings)), listening_(std::move(listening)) {}

Restartable::Restartable(const Restartable& other)
    : Restartable(other.command_, other.settings_, other.listening_) {}

void Restartable::start(const Settings& extra) {
    service_ = std::make_unique<RunningService>(command_, with(settings_, extra), listening_);
}

void Restartable::kill() {
    if (!service_) return;
    service_->process().signal(SIGKILL);
    service_->process().wait();
    service_.reset();
}

SplitSite::SplitSite(
    const std::string& app_conninfo, const std::string& cms_conninfo, const Settings& cms_settings
)
    : app({LIFTED_APP_SERVER, "serve"},
          with(app_service_settings(app_conninfo), {{"LIFTED_PORT", public_port.text()}})),
      ingest(
          {LIFTED_APP_SERVER, "ingest"},
          with(app_service_settings(app_conninfo), {{"LIFTED_INGEST_PORT", ingest_port.text()}})
      ),
      cms({LIFTED_CMS_SERVER, "serve"},
          with(
              with(
                  cms_service_settings(cms_conninfo, app_conninfo, ingest_port.url()),
                  {{"CMS_PORT", staff_port.text()}, {"CMS_HAND_IN_PORT", hand_in_port.text()}}
              ),
              cms_settings
          )),
      worker(
          {LIFTED_CMS_SERVER, "work"},
          with(cms_service_settings(cms_conninfo, app_conninfo, ingest_port.url()), cms_settings),
          "working"
      ),
      second_worker(worker) {}

void SplitSite::start_all() {
    app.start();
    ingest.start();
    cms.start();
    worker.start();
    second_worker.start();
}

Caller::Caller(std::chrono::milliseconds patience) : client_(io_.get_executor(), limits_of(patience)) {}

std::optional<Answer> Caller::call(core::http::ClientRequest request) {
    auto response = tests::run(io_, client_.send(std::move(request)));
    if (!response) return std::nullopt;
    return Answer{response->status, std::move(response->headers), std::move(response->body)};
}

Answer Caller::get(std::string url) {
    const auto what = url;
    auto answer = call({core::http::Method::get, std::move(url), {}, {}});
    if (!answer) throw std::runtime_error(what + ": no answer");
    return std::move(*answer);
}

}  // namespace tests
