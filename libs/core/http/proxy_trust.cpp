#include "core/http/proxy_trust.hpp"

#include "core/http/ascii.hpp"

#include <algorithm>
#include <stdexcept>

namespace core::http {

namespace ip = boost::asio::ip;

namespace {

constexpr std::size_t kMaxHops = 32;

struct Hop {
    std::string_view node;
    std::string_view proto;
};

/// Every element of every field of that name, in order.
std::vector<std::string_view> elements(const Request& request, std::string_view name) {
    std::vector<std::string_view> out;
    for (const auto& [field, value] : request.headers) {
        if (!ascii::iequals(field, name)) {
            continue;
        }
        for (std::string_view rest = value; !rest.empty();) {
            if (const std::string_view element = ascii::next_part(rest, ','); !element.empty()) {
                out.push_back(element);
            }
        }
    }
    return out;
}

std::string_view unquoted(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        return text.substr(1, text.size() - 2);
    }
    return text;
}

Hop forwarded_hop(std::string_view element) {
    Hop hop;
    while (!element.empty()) {
        std::string_view value = ascii::next_part(element, ';');
        const std::string_view name = ascii::next_part(value, '=');
        if (ascii::iequals(name, "for")) {
            hop.node = unquoted(ascii::trim(value));
        } else if (ascii::iequals(name, "proto")) {
            hop.proto = unquoted(ascii::trim(value));
        }
    }
    return hop;
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
std::optional<ip::address> node_address(std::string_view node) {
    if (node.starts_with('[')) {
        const std::size_t end = node.find(']');
        node = end == std::string_view::npos ? std::string_view() : node.substr(1, end - 1);
    } else if (std::count(node.begin(), node.end(), ':') == 1) {
        node = node.substr(0, node.find(':'));
    }
    boost::system::error_code fault;
    const ip::address address = ip::make_address(std::string(node), fault);
    if (fault) {
        return std::nullopt;
    }
    return normalised(address);
}

struct Origin {
    std::optional<ip::address> client;
    std::string_view proto;
};

Origin walk(const ProxyTrust& trust, const std::vector<Hop>& hops) {
    Origin origin;
    const std::size_t count = std::min(hops.size(), kMaxHops);
    for (std::size_t i = 0; i < count; ++i) {
        const Hop& hop = hops[hops.size() - 1 - i];
        if (!hop.proto.empty()) {
            origin.proto = hop.proto;
        }
        const auto address = node_address(hop.node);
        if (!address) {
            break;
        }
        origin.client = address;
        if (!trust.trusts(*address)) {
            break;
        }
    }
    return origin;
}

}  // namespace

ip::address normalised(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

ProxyTrust::ProxyTrust(const std::vector<std::string>& blocks) {
    for (const std::string& block : blocks) {
        const bool is_v6 = block.find(':') != std::string::npos;
        const bool has_prefix = block.find('/') != std::string::npos;
        boost::system::error_code fault;
        if (is_v6) {
            v6_.push_back(ip::make_network_v6(has_prefix ? block : block + "/128", fault).canonical());
        } else {
            v4_.push_back(ip::make_network_v4(has_prefix ? block : block + "/32", fault).canonical());
        }
        if (fault) {
            throw std::invalid_argument("not an address or CIDR block: " + block);
        }
    }
}

bool ProxyTrust::trusts(const ip::address& address) const {
    if (address.is_v4()) {
        return std::any_of(v4_.begin(), v4_.end(), [v4 = address.to_v4()](const ip::network_v4& network) {
            return ip::network_v4(v4, network.prefix_length()).network() == network.address();
        });
    }
    return std::any_of(v6_.begin(), v6_.end(), [v6 = address.to_v6()](const ip::network_v6& network) {
        return ip::network_v6(v6, network.prefix_length()).network() == network.address();
    });
}

void ProxyTrust::apply(Request& request) const {
    std::vector<Hop> forwarded;
    for (const std::string_view element : elements(request, "Forwarded")) {
        forwarded.push_back(forwarded_hop(element));
    }
    std::vector<Hop> x_forwarded;
    for (const std::string_view node : elements(request, "X-Forwarded-For")) {
        x_forwarded.push_back({node, {}});
    }
    Origin by_standard = walk(*this, forwarded);
    Origin by_custom = walk(*this, x_forwarded);
    if (const auto protos = elements(request, "X-Forwarded-Proto"); !protos.empty()) {
        by_custom.proto = protos.back();
    }
    const bool both = !forwarded.empty() && (!x_forwarded.empty() || !by_custom.proto.empty());
    if (both &&
        (by_standard.client != by_custom.client || !ascii::iequals(by_standard.proto, by_custom.proto))) {
        return;
    }
    const Origin& origin = forwarded.empty() ? by_custom : by_standard;
    if (origin.client) {
        request.client = origin.client->to_string();
    }
    if (!origin.proto.empty()) {
        request.secure = ascii::iequals(origin.proto, "https");
    }
}

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return ascii::is_alnum(c) || c == '.' || c == '_' || c == '-';
    });
}

}  // namespace core::http
