#include "staff_work.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tests {

using core::http::Method;

namespace {

Answer expect(unsigned status, Answer answer) {
    if (answer.status == status) return answer;
    throw std::runtime_error(fmt::format("{} instead of {}: {}", answer.status, status, answer.body));
}

Answer publication(StaffWeb& staff, Method method, const std::string& uid, std::string body) {
    const auto path = kApi + "/courses/" + uid;
    const auto version = version_of(staff.get(path));
    return expect(202, staff.send(method, path + "/publication", std::move(body), version));
}

}  // namespace

std::string complete_course(std::string_view name) {
    return fmt::format(
        R"({{"name":"{}","cost":{{"kind":"free"}},"area_ids":[1],"level_id":1,"format_id":1,"provider":"P",)"
        R"("url":"https://example.org/c","cpd":{{"kind":"private"}},"ongoing":true,"duration_days":"1.0"}})",
        name
    );
}

std::string create(StaffWeb& staff, std::string_view name) {
    return text_in(expect(201, staff.post(kApi + "/courses", complete_course(name))), "uid");
}

void rename(StaffWeb& staff, const std::string& uid, std::string_view name) {
    const auto path = kApi + "/courses/" + uid;
    const auto version = version_of(staff.get(path));
    expect(200, staff.send(Method::patch, path, fmt::format(R"({{"name":"{}"}})", name), version));
}

void publish(StaffWeb& staff, const std::string& uid) {
    publication(staff, Method::post, uid, "{}");
}

void unpublish(StaffWeb& staff, const std::string& uid) {
    publication(staff, Method::delete_, uid, "");
}

Answer await_reason(StaffWeb& staff, const std::string& uid, const std::string& code) {
    // Of an attempt that a publication overtakes no reason is kept, and the next one may be ten seconds off.
    constexpr std::chrono::seconds kTwoAttempts{45};
    const auto has_reason = [&](const Answer& answer) {
        return answer.body.find("\"code\":\"" + code + "\"") != std::string::npos;
    };
    return staff.await(kApi + "/courses/" + uid + "/publication", has_reason, kTwoAttempts);
}

void await_delivered(StaffWeb& staff, const std::string& uid) {
    staff.await(kApi + "/courses/" + uid + "/publication", [](const Answer& answer) {
        const auto document = answer.json();
        return at(document.root(), "delivery/state").as_string() == "delivered" &&
               at(document.root(), "delivery/delivered_revision").as_int() ==
                   at(document.root(), "delivery/revision").as_int();
    });
}

std::string text_in(const Answer& answer, std::string_view path) {
    return std::string(at(answer.json().root(), path).as_string().value_or(""));
}

StaffWeb& Split::staff() {
    site.cms.start();
    staff_ = std::make_unique<StaffWeb>(site.cms.service());
    sign_in(site, *staff_);
    return *staff_;
}

std::string Split::name_in_app(const std::string& uid) {
    return databases.app.value("select name from catalogue.course where uid = '" + uid + "'");
}

void sign_in(SplitSite& site, StaffWeb& staff) {
    Caller().await(site.cms.service().url("/readyz", "metrics_port"), [](const Answer& answer) {
        return answer.status == 200;
    });
    staff.log_in("admin", kAdminPassword);
}

}  // namespace tests
