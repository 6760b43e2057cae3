#include "directory_reader.hpp"

#include <fmt/format.h>

#include <thread>

namespace tests {

namespace {

constexpr auto kPatience = std::chrono::seconds(5);
constexpr auto kPause = std::chrono::milliseconds(25);

}  // namespace

DirectoryReader::DirectoryReader(const SplitSite& site) : site_(site), caller_(kPatience) {}

std::optional<Answer> DirectoryReader::get(const std::string& target) {
    auto answer = caller_.call({core::http::Method::get, site_.public_port.url(target), {}, {}});
    ++answers_;
    if (answer && (answer->status == 200 || answer->status == 404)) return answer;
    ++refusals_;
    if (answer && answer->status != 503)
        faults_.push_back(fmt::format("{}: {} {}", target, answer->status, answer->body));
    return std::nullopt;
}

/// Editors number their edits, and the name holds the number: what is shown grows.
void DirectoryReader::look_at(core::json::Value course) {
    const std::string uid(at(course, "uid").as_string().value());
    const std::string name(at(course, "name").as_string().value());
    const int number = std::stoi(name.substr(name.rfind(' ')));
    auto& newest = newest_[uid];
    if (number < newest) faults_.push_back(fmt::format("{}: '{}' shown after {}", uid, name, newest));
    newest = std::max(newest, number);
    seen_.insert(text_of(course));
}

void DirectoryReader::read_list() {
    const auto answer = get("/api/v1/courses?q=Fault&limit=100");
    if (!answer) return;
    const auto page = answer->json();
    const auto items = at(page.root(), "items");
    for (std::size_t i = 0; i < items.size(); ++i) look_at(items.at(i));
}

void DirectoryReader::read_one() {
    auto next = newest_.upper_bound(turn_);
    if (next == newest_.end()) next = newest_.begin();
    if (next == newest_.end()) return;
    turn_ = next->first;
    const auto answer = get("/api/v1/courses/" + turn_);
    if (!answer || answer->status == 404) return;
    const auto course = answer->json();
    look_at(course.root());
}

void DirectoryReader::run(const std::atomic<bool>& stop) {
    while (!stop) {
        try {
            read_list();
            read_one();
        } catch (const std::exception& error) {
            faults_.emplace_back(error.what());
        }
        std::this_thread::sleep_for(kPause);
    }
}

}  // namespace tests
