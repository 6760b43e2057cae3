#pragma once

#include "split_site.hpp"

#include <atomic>
#include <chrono>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace tests {

/// What callers were told while services came and went.
struct Tally {
    std::map<unsigned, int> answers;  ///< how many of each status; 0: none came
    std::vector<std::string> faults;  ///< answers that no fault excuses
    int replayed = 0;                 ///< answers of what had been carried out before
    std::chrono::milliseconds slowest{0};

    /// `asked`: when the request was sent.
    void count(const std::optional<Answer>& answer, std::chrono::steady_clock::time_point asked);

    void add(const Tally& other);

    [[nodiscard]] int of(unsigned status) const;
};

/// A session at the CMS, outlasting every process.
struct Session {
    std::string cookie;
    std::string token;
};

/// A course as one editor, who alone works on it, was told that it is.
struct EditedCourse {
    std::string uid;
    std::int64_t version = 0;
    std::string name;
    std::string state;
    std::vector<std::string> names;          ///< of every acknowledged edit
    std::vector<std::int64_t> publications;  ///< the revisions of acknowledged publications and removals
};

/// Edits and publishes courses of its own, whatever happens to the services.
class FaultyEditor {
public:
    FaultyEditor(const SplitSite& site, Session session, std::string name, unsigned seed);

    /// Until told to stop; what is under way is brought to an end.
    void run(const std::atomic<bool>& stop);

    [[nodiscard]] const std::vector<EditedCourse>& courses() const { return courses_; }

    [[nodiscard]] const Tally& tally() const { return tally_; }

private:
    void step();
    void create();
    void edit(EditedCourse& course);
    void change_publication(EditedCourse& course, bool publish);

    /// Finds out what became of a change whose answer was lost.
    void settle(EditedCourse& course, const std::string& other_name, const std::string& other_state);

    std::optional<Answer> send(
        core::http::Method method,
        const std::string& target,
        std::string body,
        std::optional<std::int64_t> version,
        std::string key = {}
    );
    std::string content();

    const SplitSite& site_;
    Session session_;
    std::string name_;
    std::minstd_rand random_;
    Caller caller_;
    int changes_ = 0;
    std::vector<EditedCourse> courses_;
    Tally tally_;
};

/// Hands in one small scrape after the other.
class FaultyScraper {
public:
    explicit FaultyScraper(const SplitSite& site);

    void run(const std::atomic<bool>& stop);

    /// How far its clock is off from here on. Once it was set, refusals for the time of a signature are
    /// excused, and what was refused is signed anew.
    void set_clock_off(std::chrono::seconds off);

    /// The addresses of every item of a run whose end was acknowledged.
    [[nodiscard]] const std::vector<std::string>& handed_in() const { return handed_in_; }

    [[nodiscard]] const Tally& tally() const { return tally_; }

private:
    /// Again until it is acknowledged: every step may be repeated.
    bool put(const std::string& target, const std::string& body);

    const SplitSite& site_;
    core::auth::ServiceSigner signer_;
    std::atomic<std::chrono::seconds> clock_off_{std::chrono::seconds(0)};
    std::atomic<bool> clock_steps_ = false;
    Caller caller_;
    std::vector<std::string> handed_in_;
    Tally tally_;
};

}  // namespace tests
