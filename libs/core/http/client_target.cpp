#include "core/http/client_target.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace core::http {

namespace urls = boost::urls;

namespace {

std::string text_of(urls::string_view view) {
    return {view.data(), view.size()};
}

Error bad_url(std::string_view why) {
    return {ErrorKind::invalid_input, "bad-url", std::string(why)};
}

}  // namespace

std::string ClientTarget::connection_key() const {
    return std::string(tls ? "https" : "http").append(" ").append(host).append(" ").append(port);
}

Result<ClientTarget> parse_client_target(std::string_view url) {
    const auto parsed = urls::parse_uri(urls::string_view(url.data(), url.size()));
    if (!parsed) {
        return bad_url("not an absolute URL");
    }
    const urls::url_view& view = *parsed;
    ClientTarget out;
    out.tls = view.scheme_id() == urls::scheme::https;
    if (!out.tls && view.scheme_id() != urls::scheme::http) {
        return bad_url("neither http nor https");
    }
    out.host = view.host_address();
    if (out.host.empty() || view.host_type() == urls::host_type::ipvfuture) {
        return bad_url("no host");
    }
    if (view.has_userinfo()) {
        return bad_url("user information is not sent");
    }
    const std::string own_port = out.tls ? "443" : "80";
    out.port = text_of(view.port());
    if (out.port.empty()) {
        out.port = own_port;
    } else if (view.port_number() == 0) {
        return bad_url("no such port");
    }
    out.authority = text_of(view.encoded_host());
    if (out.port != own_port) {
        out.authority.append(":").append(out.port);
    }
    out.target = text_of(view.encoded_path());
    if (out.target.empty()) {
        out.target = "/";
    }
    // Boost.URL 1.81 reads `http://host:x` as the path `x` behind an empty port.
    if (!out.target.starts_with('/')) {
        return bad_url("no such port");
    }
    if (view.has_query()) {
        out.target.append("?").append(text_of(view.encoded_query()));
    }
    return out;
}

}  // namespace core::http
