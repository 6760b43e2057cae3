#include "core/postgres/resolve.hpp"

#include "core/postgres/errors.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <vector>

namespace core::postgres {

namespace {

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> parts;
    for (;;) {
        const auto comma = list.find(',');
        parts.emplace_back(list.substr(0, comma));
        if (comma == std::string_view::npos) return parts;
        list.remove_prefix(comma + 1);
    }
}

std::string setting(const ConnectionSettings& settings, std::string_view keyword) {
    const auto found = settings.find(keyword);
    return found == settings.end() ? "" : found->second;
}

bool is_name(const std::string& host) {
    if (host.empty() || host.front() == '/' || host.front() == '@') return false;  // a unix socket
    boost::system::error_code error;
    asio::ip::make_address(host, error);
    return error.failed();
}

struct HostLists {
    std::string hosts;
    std::string addresses;
    std::string ports;

    void add(std::string_view host, std::string_view address, std::string_view port) {
        const std::string_view comma = empty_ ? "" : ",";
        hosts.append(comma).append(host);
        addresses.append(comma).append(address);
        ports.append(comma).append(port);
        empty_ = false;
    }

    [[nodiscard]] bool empty() const { return empty_; }

private:
    bool empty_ = true;
};

}  // namespace

Task<ConnectionSettings> resolve_hosts(ConnectionSettings settings) {
    const auto hosts = split(setting(settings, "host"));
    if (settings.contains("hostaddr") || std::none_of(hosts.begin(), hosts.end(), is_name))
        co_return settings;
    const auto ports = split(setting(settings, "port"));
    if (ports.size() != 1 && ports.size() != hosts.size()) co_return settings;  // libpq says what is wrong

    asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
    HostLists lists;
    std::string reason;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const auto& port = ports[ports.size() == 1 ? 0 : i];
        if (!is_name(hosts[i])) {
            lists.add(hosts[i], "", port);
            continue;
        }
        const auto [error, found] =
            co_await resolver.async_resolve(hosts[i], "", asio::as_tuple(asio::use_awaitable));
        if (error) reason = fmt::format("could not find the host \"{}\": {}", hosts[i], error.message());
        for (const auto& entry : found) lists.add(hosts[i], entry.endpoint().address().to_string(), port);
    }
    if (lists.empty()) throw ConnectionError(reason);
    settings["host"] = lists.hosts;
    settings["hostaddr"] = lists.addresses;
    if (settings.contains("port")) settings["port"] = lists.ports;
    co_return settings;
}

}  // namespace core::postgres
