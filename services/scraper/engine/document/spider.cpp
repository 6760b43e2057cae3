#include "scraper/engine/document/spider.hpp"

#include "core/base/time_zone.hpp"
#include "scraper/engine/document/parse_page.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace scraper {

namespace {

using core::json::add_fault;
using core::json::Faults;
using core::json::Value;

constexpr std::size_t kLargestDocument = 1 << 20;

bool made_of(std::string_view text, std::string_view more, bool capitals) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || read::is_digit(c) || (capitals && c >= 'A' && c <= 'Z') ||
               more.find(c) != std::string_view::npos;
    });
}

/// An IPv6 address as it stands in a socket's address, not in a URL.
std::string without_brackets(std::string host) {
    if (!host.starts_with('[') || !host.ends_with(']')) return host;
    return host.substr(1, host.size() - 2);
}

class SpiderReader {
public:
    SpiderReader(Value root, Faults& faults) : in_(root, "", faults), faults_(faults) {}

    Spider read() {
        Spider spider;
        in_.text_or("$schema", "");
        spider.name = in_.text("name");
        if (spider.name.size() > 64 || !made_of(spider.name, "-_", false)) {
            in_.fault("name", "bad-text", "has 1 to 64 of a-z, 0-9, - and _");
        }
        spider.version = in_.text("version");
        if (spider.version.size() > 64 || !made_of(spider.version, "._-", true)) {
            in_.fault("version", "bad-text", "has 1 to 64 of letters, digits, dot, - and _");
        }
        spider.title = in_.text_or("title", spider.name);
        spider.home = in_.text_or("home", "");
        spider.time_zone = in_.text_or("time_zone", "UTC");
        if (const auto zone = core::TimeZone::find(spider.time_zone); !zone) {
            in_.fault("time_zone", zone.error().code, zone.error().detail);
        }
        hosts(spider);
        pages(spider);
        start(spider);
        spider.arguments = parse_arguments(in_.any("arguments"), in_.pointer("arguments"), faults_);
        spider.defaults = parse_defaults(in_.any("defaults"), in_.pointer("defaults"), faults_);
        with("limits", [&](Members& in) { limits(in, spider.limits); });
        with("politeness", [&](Members& in) { politeness(in, spider.politeness); });
        with("drift", [&](Members& in) { drift(in, spider.drift); });
        in_.finish();
        check_kinds(spider);
        return spider;
    }

private:
    template <class Read>
    void with(std::string_view name, const Read& read) {
        if (!in_.has(name)) return;
        Members inner(in_.any(name), in_.pointer(name), faults_);
        read(inner);
        inner.finish();
    }

    void hosts(Spider& spider) {
        spider.allowed_hosts = in_.texts("allowed_hosts");
        if (spider.allowed_hosts.empty())
            in_.fault("allowed_hosts", "required", "must name at least one host");
        for (std::size_t i = 0; i < spider.allowed_hosts.size(); ++i) {
            auto& host = spider.allowed_hosts[i];
            const bool below = host.starts_with("*.");
            const auto name = host_name(std::string_view(host).substr(below ? 2 : 0));
            host = (below ? "*." : "") + name.value_or("");
            if (!name) {
                add_fault(
                    faults_,
                    fmt::format("/allowed_hosts/{}", i),
                    "bad-host",
                    "must be a host name such as www.example.org or *.example.org"
                );
            }
        }
    }

    void pages(Spider& spider) {
        const auto pages = in_.any("pages");
        if (!pages.is_object() || pages.size() == 0) {
            in_.fault("pages", "required", "must be an object with at least one page kind");
            return;
        }
        for (std::size_t i = 0; i < pages.size(); ++i) {
            auto pointer = in_.pointer("pages");
            core::json::append_pointer(pointer, pages.member_name(i));
            spider.pages.push_back(
                parse_page_kind(pages.member_value(i), std::string(pages.member_name(i)), pointer, faults_)
            );
        }
    }

    void start(Spider& spider) {
        const auto listed = in_.elements("start");
        if (listed.empty()) in_.fault("start", "required", "must name at least one address");
        for (std::size_t i = 0; i < listed.size(); ++i) {
            Members in(listed[i], fmt::format("/start/{}", i), faults_);
            StartRequest request;
            request.address = in.text("url");
            if (!request.address.starts_with("http://") && !request.address.starts_with("https://")) {
                in.fault("url", "bad-url", "must begin with http:// or https://");
            }
            request.kind = in.text("kind");
            request.method = in.text_or("method", "GET");
            if (request.method != "GET" && request.method != "POST") {
                in.fault("method", "unknown-value", "must be GET or POST");
            }
            request.body = in.text_or("body", "");
            request.content_type = in.text_or("content_type", "");
            if (!request.body.empty() && request.content_type.empty()) {
                request.content_type = "application/x-www-form-urlencoded";
            }
            request.headers = in.text_map("headers");
            for (const auto& [name, text] : request.headers) {
                if (name.empty() || !made_of(name, "-_", true) ||
                    text.find_first_of("\r\n") != std::string::npos) {
                    in.fault("headers", "bad-text", "names are letters, digits and -; values have one line");
                }
            }
            request.variables = in.text_map("variables");
            in.finish();
            spider.start.push_back(std::move(request));
        }
    }

    static void limits(Members& in, Limits& out) {
        out.pages = in.number_or("pages", out.pages, 1, 1'000'000);
        out.items = in.number_or("items", out.items, 1, 1'000'000);
        out.depth = in.number_or("depth", out.depth, 0, 100);
        out.page_bytes = in.number_or("page_bytes", out.page_bytes, 1'024, 64 << 20);
        out.records_per_page = in.number_or("records_per_page", out.records_per_page, 1, 50'000);
        out.run_time = std::chrono::seconds(in.number_or("run_seconds", out.run_time.count(), 1, 86'400));
        out.page_time = std::chrono::seconds(in.number_or("page_seconds", out.page_time.count(), 1, 600));
    }

    static void politeness(Members& in, Politeness& out) {
        out.concurrency_per_host = in.number_or("concurrency_per_host", out.concurrency_per_host, 1, 16);
        out.delay = std::chrono::milliseconds(in.number_or("delay_ms", out.delay.count(), 0, 60'000));
        out.max_delay =
            std::chrono::milliseconds(in.number_or("max_delay_ms", out.max_delay.count(), 0, 600'000));
        out.adaptive = in.flag_or("adaptive", out.adaptive);
        out.retries = in.number_or("retries", out.retries, 0, 10);
    }

    static void drift(Members& in, DriftBand& out) {
        out.items_drop_percent = in.number_or("items_drop_percent", out.items_drop_percent, 0, 100);
        out.items_growth_percent = in.number_or("items_growth_percent", out.items_growth_percent, 0, 100'000);
        out.fill_drop_points = in.number_or("fill_drop_points", out.fill_drop_points, 0, 100);
        out.pages_drop_percent = in.number_or("pages_drop_percent", out.pages_drop_percent, 0, 100);
        out.new_percent = in.number_or("new_percent", out.new_percent, 0, 100);
        out.least_items = in.number_or("least_items", out.least_items, 0, 1'000'000);
    }

    void check_kind(const Spider& spider, const std::string& kind, const std::string& pointer) {
        if (kind.empty() || spider.page(kind) != nullptr) return;
        add_fault(
            faults_, pointer + "/kind", "unknown-kind", fmt::format("no page kind is named \"{}\"", kind)
        );
    }

    void check_kinds(const Spider& spider) {
        for (std::size_t i = 0; i < spider.start.size(); ++i) {
            check_kind(spider, spider.start[i].kind, fmt::format("/start/{}", i));
        }
        for (const auto& page : spider.pages) {
            for (const auto& rule : page.follow) check_kind(spider, rule.kind, rule.pointer);
            for (const auto& rule : page.page_follow) check_kind(spider, rule.kind, rule.pointer);
            for (const auto& rule : page.forms) check_kind(spider, rule.kind, rule.pointer);
            if (page.next) check_kind(spider, page.next->kind, page.next->pointer);
        }
    }

    Members in_;
    Faults& faults_;
};

}  // namespace

const PageKind* Spider::page(std::string_view kind) const {
    const auto found =
        std::find_if(pages.begin(), pages.end(), [&](const auto& page) { return page.name == kind; });
    return found == pages.end() ? nullptr : &*found;
}

bool Spider::allows_host(std::string_view host) const {
    const auto wanted = without_brackets(read::lower_ascii(host));
    return std::any_of(allowed_hosts.begin(), allowed_hosts.end(), [&](const std::string& allowed) {
        if (!allowed.starts_with("*.")) return allowed == wanted;
        return wanted.size() > allowed.size() - 1 && wanted.ends_with(std::string_view(allowed).substr(1));
    });
}

std::optional<std::string> host_name(std::string_view text) {
    auto host = without_brackets(read::lower_ascii(text));
    // An underscore is no letter of host names (RFC 952), but of names that resolve.
    const bool sound = !host.empty() && host.size() <= 253 && made_of(host, ".-_:", false);
    return sound ? std::optional(std::move(host)) : std::nullopt;
}

core::Result<Spider> parse_spider(std::string_view json) {
    if (json.size() > kLargestDocument) {
        return core::Error{core::ErrorKind::too_large, "bad-spider", "a spider document has at most 1 MiB"};
    }
    const auto document = core::json::Document::parse(json);
    if (!document) return document.error();
    Faults faults;
    auto spider = SpiderReader(document->root(), faults).read();
    if (faults.empty()) return spider;
    return core::Error{
        core::ErrorKind::invalid_input,
        "bad-spider",
        "the spider document breaks its rules",
        std::move(faults)
    };
}

}  // namespace scraper
