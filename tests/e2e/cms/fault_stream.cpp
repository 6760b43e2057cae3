#include "fault_stream.hpp"

#include "staff_work.hpp"

#include <fmt/format.h>

#include <thread>

namespace tests {

using core::http::Method;

namespace {

constexpr auto kPatience = std::chrono::seconds(5);
constexpr auto kOutage = std::chrono::seconds(90);  // longer than any that a restart explains
constexpr auto kPause = std::chrono::milliseconds(10);

bool is_acknowledged(const std::optional<Answer>& answer) {
    return answer && answer->status >= 200 && answer->status < 300;
}

/// What a service may say of a dependency that is gone.
bool is_excused(const std::optional<Answer>& answer) {
    return !answer || answer->status == 503 || answer->status == 504;
}

}  // namespace

void Tally::count(const std::optional<Answer>& answer, std::chrono::steady_clock::time_point asked) {
    slowest = std::max(
        slowest,
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - asked)
    );
    ++answers[answer ? answer->status : 0];
    if (answer && answer->header("Idempotency-Replayed") == "true") ++replayed;
}

void Tally::add(const Tally& other) {
    slowest = std::max(slowest, other.slowest);
    replayed += other.replayed;
    for (const auto& [status, times] : other.answers) answers[status] += times;
    faults.insert(faults.end(), other.faults.begin(), other.faults.end());
}

int Tally::of(unsigned status) const {
    const auto found = answers.find(status);
    return found == answers.end() ? 0 : found->second;
}

FaultyEditor::FaultyEditor(const SplitSite& site, Session session, std::string name, unsigned seed)
    : site_(site), session_(std::move(session)), name_(std::move(name)), random_(seed), caller_(kPatience) {}

std::optional<Answer> FaultyEditor::send(
    Method method,
    const std::string& target,
    std::string body,
    std::optional<std::int64_t> version,
    std::string key
) {
    Headers headers{{"Cookie", session_.cookie}, {"X-CSRF-Token", session_.token}};
    if (!key.empty()) headers.emplace_back("Idempotency-Key", std::move(key));
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    if (version) headers.emplace_back("If-Match", fmt::format("\"v{}\"", *version));
    const auto asked = std::chrono::steady_clock::now();
    auto answer = caller_.call(
        {method, site_.staff_port.url("/cms/api/v1/courses" + target), std::move(headers), std::move(body)}
    );
    tally_.count(answer, asked);
    if (!is_acknowledged(answer) && !is_excused(answer)) {
        // The client repeats a removal whose connection broke; the first one may have been taken.
        const bool repeated = method == Method::delete_ && (answer->status == 412 || answer->status == 409);
        // The one before it may still be under way, when nobody waits for its answer any more.
        const bool waits = answer->body.find("idempotency-in-progress") != std::string::npos;
        if (!repeated && !waits) tally_.faults.push_back(fmt::format("{}: {}", target, answer->body));
    }
    return answer;
}

/// Everything that an edit changes tells its number.
std::string FaultyEditor::content() {
    ++changes_;
    return fmt::format(
        R"({{"name":"Fault {} {}","cost":{{"kind":"fixed","amount":"{}.00"}},"area_ids":[{}],)"
        R"("competency_ids":[{}],"level_id":1,"format_id":1,"provider":"Provider {}",)"
        R"("url":"https://example.org/{}",)"
        R"("cpd":{{"kind":"private"}},"dates":[{{"starts_at":"2031-03-{:02}T09:00:00+08:00"}},)"
        R"({{"starts_at":"2031-04-{:02}T09:00:00+08:00"}}],"duration_days":"1.0"}})",
        name_,
        changes_,
        changes_,
        1 + changes_ % 3,
        1 + changes_ % 7,
        changes_ % 5,
        changes_,
        1 + changes_ % 28,
        1 + changes_ % 30
    );
}

void FaultyEditor::create() {
    const auto body = content();
    const auto key = fmt::format("{}-{}", name_, changes_);
    const auto end = std::chrono::steady_clock::now() + kOutage;
    auto answer = send(Method::post, "", body, {}, key);
    while (!is_acknowledged(answer)) {
        if (std::chrono::steady_clock::now() > end) {
            tally_.faults.push_back(key + " was never made");
            return;
        }
        std::this_thread::sleep_for(kPause);
        answer = send(Method::post, "", body, {}, key);
    }
    EditedCourse course;
    course.uid = text_in(*answer, "uid");
    course.version = version_of(*answer);
    course.name = text_in(*answer, "name");
    course.state = text_in(*answer, "state");
    course.names.push_back(course.name);
    courses_.push_back(std::move(course));
}

void FaultyEditor::settle(
    EditedCourse& course, const std::string& other_name, const std::string& other_state
) {
    const auto end = std::chrono::steady_clock::now() + kOutage;
    while (std::chrono::steady_clock::now() < end) {
        const auto answer = send(Method::get, "/" + course.uid, "", {});
        if (!is_acknowledged(answer)) {
            std::this_thread::sleep_for(kPause);
            continue;
        }
        const auto name = text_in(*answer, "name");
        const auto state = text_in(*answer, "state");
        const bool before = name == course.name && state == course.state;
        const bool after = name == other_name && state == other_state;
        if (!before && !after) tally_.faults.push_back("half-done: " + answer->body);
        course.version = version_of(*answer);
        course.name = name;
        course.state = state;
        return;
    }
    tally_.faults.emplace_back("the CMS did not come back");
}

void FaultyEditor::edit(EditedCourse& course) {
    auto body = content();
    const auto name = fmt::format("Fault {} {}", name_, changes_);
    const auto answer = send(Method::patch, "/" + course.uid, std::move(body), course.version);
    if (!is_acknowledged(answer)) return settle(course, name, course.state);
    course.version = version_of(*answer);
    course.name = name;
    course.names.push_back(name);
}

void FaultyEditor::change_publication(EditedCourse& course, bool publish) {
    const auto target = "/" + course.uid + "/publication";
    const auto answer = publish ? send(Method::post, target, "{}", course.version)
                                : send(Method::delete_, target, "", course.version);
    const std::string state = publish ? "published" : "unpublished";
    if (!is_acknowledged(answer)) return settle(course, course.name, state);
    course.version = version_of(*answer);
    course.state = state;
    course.publications.push_back(at(answer->json().root(), "delivery/revision").as_int().value());
}

void FaultyEditor::step() {
    constexpr std::size_t kCourses = 40;
    const auto choice = random_() % 100;
    if (courses_.empty() || (courses_.size() < kCourses && choice < 15)) return create();
    auto& course = courses_[random_() % courses_.size()];
    if (choice < 60) return edit(course);
    change_publication(course, course.state != "published" || choice < 90);
}

void FaultyEditor::run(const std::atomic<bool>& stop) {
    while (!stop) {
        try {
            step();
        } catch (const std::exception& error) {
            tally_.faults.emplace_back(error.what());
        }
        // Refused at once while a service is gone: no use in asking as fast as possible.
        std::this_thread::sleep_for(kPause);
    }
}

FaultyScraper::FaultyScraper(const SplitSite& site)
    : site_(site), signer_(service_key()), caller_(kPatience) {}

void FaultyScraper::set_clock_off(std::chrono::seconds off) {
    clock_steps_ = true;
    clock_off_ = off;
}

bool FaultyScraper::put(const std::string& target, const std::string& body) {
    const auto end = std::chrono::steady_clock::now() + kOutage;
    while (std::chrono::steady_clock::now() < end) {
        const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) +
                         clock_off_.load();
        Headers headers{
            {"Authorization", signer_.sign("PUT", target, body, now)}, {"Content-Type", "application/json"}
        };
        const auto asked = std::chrono::steady_clock::now();
        const auto answer =
            caller_.call({Method::put, site_.hand_in_port.url(target), std::move(headers), body});
        tally_.count(answer, asked);
        if (is_acknowledged(answer)) return true;
        // The client repeats what broke off, with the same signature; a third try has its own.
        const bool repeated = answer && answer->body.find("signature-replayed") != std::string::npos;
        const bool clocks_differ =
            clock_steps_ && answer && answer->body.find("signature-expired") != std::string::npos;
        if (!is_excused(answer) && !repeated && !clocks_differ)
            tally_.faults.push_back(target + ": " + answer->body);
        std::this_thread::sleep_for(kPause);
    }
    tally_.faults.push_back(target + " was never taken");
    return false;
}

void FaultyScraper::run(const std::atomic<bool>& stop) {
    for (int run = 1; !stop; ++run) {
        // Of a spider of its own each: a run is judged by its spider's past ones.
        const auto target = fmt::format("/internal/v1/scrapes/run-{}", run);
        std::string items;
        std::vector<std::string> urls;
        for (int item = 1; item <= 3; ++item) {
            const auto& url = urls.emplace_back(fmt::format("https://example.org/{}/{}", run, item));
            items += fmt::format(
                R"({}{{"url":"{}","name":"Scraped {} {}","provider":null,"level":null,"format":null,)"
                R"("cost":null,"cpd":null,"ongoing":true,"duration_days":null,)"
                R"("dates":[],"provenance":{{}}}})",
                item == 1 ? "" : ",",
                url,
                run,
                item
            );
        }
        const auto opening = fmt::format(
            R"({{"spider":"spider-{}","spider_version":"1","started_at":"2026-01-01T00:00:00Z"}})", run
        );
        const bool taken = put(target, opening) && put(target + "/items", R"({"items":[)" + items + "]}") &&
                           put(target + "/outcome",
                               R"({"outcome":"complete","reason":null,"pages":1,"items":3,"errors":0})");
        if (taken) handed_in_.insert(handed_in_.end(), urls.begin(), urls.end());
    }
}

}  // namespace tests
