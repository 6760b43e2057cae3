#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/calendar_time.hpp"
#include "scraper/engine/read/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <libical/ical.h>
#include <map>
#include <mutex>
#include <set>

namespace scraper::read {
namespace {

constexpr std::size_t kMaxComponents = 20'000;
constexpr std::size_t kMaxNesting = 16;
constexpr std::size_t kMaxOccurrences = 500;
constexpr int kMaxSteps = 20'000;

// libical keeps zones and error settings for the whole process.
std::mutex& library() {
    static std::mutex mutex;
    return mutex;
}

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};

struct FreeRecurrence {
    void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};

struct Occurrence {
    std::string start;
    std::string end;
};

struct Event {
    std::vector<std::pair<std::string, std::string>> properties;  ///< names in upper case
    std::vector<Occurrence> occurrences;
};

std::string value_text(icalproperty* property) {
    const auto* value = icalproperty_get_value(property);
    if (value == nullptr) return {};
    const char* text = nullptr;
    switch (icalvalue_isa(value)) {
        case ICAL_TEXT_VALUE: text = icalvalue_get_text(value); break;
        case ICAL_X_VALUE: text = icalvalue_get_x(value); break;
        default: text = icalproperty_get_value_as_string(property); break;
    }
    return text == nullptr ? "" : text;
}

class CalendarReader {
public:
    CalendarReader(core::Instant now, std::vector<Event>& events, std::vector<ReadFault>& faults)
        : from_(now - std::chrono::days(366)),
          until_(now + std::chrono::days(731)),
          events_(events),
          faults_(faults) {}

    void read(std::string_view source) {
        if (!is_reasonable(source)) return;
        const std::lock_guard lock(library());
        icalerror_set_errors_are_fatal(false);
        const std::unique_ptr<icalcomponent, FreeComponent> root(
            icalparser_parse_string(std::string(source).c_str())
        );
        if (!root) {
            faults_.push_back({"broken-calendar", "this is not an iCalendar stream"});
            return;
        }
        collect(root.get());
        for (auto* component : masters_) add_event(component);
    }

private:
    /// Bounds what the library is given: it recurses into components.
    bool is_reasonable(std::string_view source) {
        std::size_t count = 0;
        std::size_t depth = 0;
        for (std::size_t at = 0; at < source.size();) {
            const auto end = std::min(source.find('\n', at), source.size());
            const auto line = source.substr(at, end - at);
            if (equal_ignoring_case(line.substr(0, 6), "BEGIN:")) {
                ++count;
                ++depth;
            }
            if (equal_ignoring_case(line.substr(0, 4), "END:") && depth > 0) --depth;
            if (depth > kMaxNesting || count > kMaxComponents) {
                faults_.push_back(
                    {depth > kMaxNesting ? "too-deep" : "too-many-events",
                     "the calendar has too many components, or too many in one another"}
                );
                return false;
            }
            at = end + 1;
        }
        if (count == 0) faults_.push_back({"broken-calendar", "this is not an iCalendar stream"});
        return count > 0;
    }

    void collect(icalcomponent* component) {
        if (icalcomponent_isa(component) == ICAL_VEVENT_COMPONENT) {
            auto* exception = icalcomponent_get_first_property(component, ICAL_RECURRENCEID_PROPERTY);
            const char* uid = icalcomponent_get_uid(component);
            if (exception != nullptr && uid != nullptr) {
                exceptions_[uid].push_back(component);
            } else {
                masters_.push_back(component);
            }
            return;
        }
        for (auto* inner = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT); inner != nullptr;
             inner = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
            inner_.push_back(inner);
        }
        const auto children = std::exchange(inner_, {});
        for (auto* child : children) collect(child);
    }

    void add_event(icalcomponent* component) {
        Event event;
        for (auto* property = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY);
             property != nullptr;
             property = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)) {
            const char* name = icalproperty_get_property_name(property);
            if (name == nullptr || event.properties.size() >= 500) continue;
            event.properties.emplace_back(name, value_text(property));
        }
        add_occurrences(component, event);
        events_.push_back(std::move(event));
    }

    void add_occurrences(icalcomponent* component, Event& event) {
        auto* start_property = icalcomponent_get_first_property(component, ICAL_DTSTART_PROPERTY);
        if (start_property == nullptr) return;
        const auto start = CalendarTime::of(start_property);
        if (!start) {
            faults_.push_back({"bad-date", "an event begins at a time that does not exist"});
            return;
        }
        const auto end = end_of(component, *start);
        std::set<std::string> replaced;
        std::vector<Occurrence> moved;
        exceptions_of(component, replaced, moved);
        for (const auto& time : starts(component, *start)) {
            const auto text = time.text();
            if (replaced.contains(text) || event.occurrences.size() >= kMaxOccurrences) continue;
            event.occurrences.push_back({text, end ? end->moved(*start, time).text() : std::string()});
        }
        event.occurrences.insert(event.occurrences.end(), moved.begin(), moved.end());
    }

    static std::optional<CalendarTime> end_of(icalcomponent* component, const CalendarTime& start) {
        if (auto* end = icalcomponent_get_first_property(component, ICAL_DTEND_PROPERTY)) {
            auto time = CalendarTime::of(end);
            // A day as end is the day after the last (RFC 5545 §3.6.1).
            if (time && time->is_day()) time = time->plus(-std::chrono::days(1));
            if (!time || time->before(start)) return std::nullopt;
            return time;
        }
        if (auto* duration = icalcomponent_get_first_property(component, ICAL_DURATION_PROPERTY)) {
            std::chrono::seconds length(icaldurationtype_as_int(icalproperty_get_duration(duration)));
            if (start.is_day()) length -= std::chrono::days(1);
            if (length.count() > 0) return start.plus(length);
        }
        return std::nullopt;
    }

    void exceptions_of(
        icalcomponent* component, std::set<std::string>& replaced, std::vector<Occurrence>& moved
    ) {
        for (auto* property = icalcomponent_get_first_property(component, ICAL_EXDATE_PROPERTY);
             property != nullptr;
             property = icalcomponent_get_next_property(component, ICAL_EXDATE_PROPERTY)) {
            if (const auto time = CalendarTime::of(property)) replaced.insert(time->text());
        }
        const char* uid = icalcomponent_get_uid(component);
        const auto found = exceptions_.find(uid == nullptr ? "" : uid);
        if (found == exceptions_.end()) return;
        for (auto* exception : found->second) {
            auto* id = icalcomponent_get_first_property(exception, ICAL_RECURRENCEID_PROPERTY);
            if (const auto time = CalendarTime::of(id)) replaced.insert(time->text());
            if (icalcomponent_get_status(exception) == ICAL_STATUS_CANCELLED) continue;
            auto* start_property = icalcomponent_get_first_property(exception, ICAL_DTSTART_PROPERTY);
            const auto start = start_property == nullptr ? std::nullopt : CalendarTime::of(start_property);
            if (!start || moved.size() >= kMaxOccurrences) continue;
            const auto end = end_of(exception, *start);
            moved.push_back({start->text(), end ? end->text() : std::string()});
        }
    }

    /// The times an event begins; the first one alone when it does not recur.
    std::vector<CalendarTime> starts(icalcomponent* component, const CalendarTime& first) {
        std::vector<CalendarTime> times;
        auto* property = icalcomponent_get_first_property(component, ICAL_RRULE_PROPERTY);
        if (property != nullptr) {
            add_recurrence(icalproperty_get_rrule(property), first, times);
        }
        for (property = icalcomponent_get_first_property(component, ICAL_RDATE_PROPERTY); property != nullptr;
             property = icalcomponent_get_next_property(component, ICAL_RDATE_PROPERTY)) {
            const auto time = CalendarTime::of(property);
            if (time && times.size() < kMaxOccurrences) times.push_back(*time);
        }
        if (times.empty()) times.push_back(first);
        return times;
    }

    void add_recurrence(
        icalrecurrencetype rule, const CalendarTime& first, std::vector<CalendarTime>& times
    ) {
        if (rule.freq < ICAL_DAILY_RECURRENCE || rule.freq > ICAL_YEARLY_RECURRENCE) {
            faults_.push_back({"bad-recurrence", "an event recurs more often than daily, or by no known rule"}
            );
            return;
        }
        const std::unique_ptr<icalrecur_iterator, FreeRecurrence> iterator(
            icalrecur_iterator_new(rule, first.plain())
        );
        if (!iterator) return;
        for (int step = 0; step < kMaxSteps && times.size() < kMaxOccurrences; ++step) {
            const auto next = icalrecur_iterator_next(iterator.get());
            if (icaltime_is_null_time(next)) return;
            const auto time = first.at(next);
            if (!time || time->instant() > until_) return;
            if (time->instant() >= from_) times.push_back(*time);
        }
        faults_.push_back({"endless-recurrence", "an event recurs too often: not all of its times were read"}
        );
    }

    core::Instant from_;
    core::Instant until_;
    std::vector<Event>& events_;
    std::vector<ReadFault>& faults_;
    std::vector<icalcomponent*> masters_;
    std::vector<icalcomponent*> inner_;
    std::map<std::string, std::vector<icalcomponent*>, std::less<>> exceptions_;
};

/// Places: 1 … events, then their occurrences, then texts.
class CalendarReading : public Reading {
public:
    CalendarReading(std::string_view source, core::Instant now) {
        std::vector<ReadFault> found;
        CalendarReader(now, events_, found).read(source);
        for (auto& one : found) fault(std::move(one.code), std::move(one.detail));
        for (std::size_t i = 0; i < events_.size(); ++i) {
            first_occurrence_.push_back(occurrences_.size());
            for (auto& occurrence : events_[i].occurrences) occurrences_.push_back(std::move(occurrence));
        }
        first_occurrence_.push_back(occurrences_.size());
    }

    std::vector<Place> records() override {
        std::vector<Place> all;
        for (std::size_t i = 1; i <= events_.size(); ++i) all.push_back(static_cast<Place>(i));
        return all;
    }

    void find(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) override {
        if (locator.language != Language::property || LooseTexts::holds(from) || from == 0) return;
        const auto& name = locator.text;
        if (from > events_.size()) {
            const auto& occurrence = occurrences_[from - events_.size() - 1];
            const auto& text = name == "end" ? occurrence.end : occurrence.start;
            if (!text.empty() && (name == "start" || name == "end")) out.push_back(loose_.add(text));
            return;
        }
        if (name == "occurrence") {
            for (auto i = first_occurrence_[from - 1]; i < first_occurrence_[from] && out.size() < limit;
                 ++i) {
                out.push_back(static_cast<Place>(events_.size() + 1 + i));
            }
            return;
        }
        for (const auto& [known, text] : events_[from - 1].properties) {
            if (out.size() < limit && equal_ignoring_case(known, name)) out.push_back(loose_.add(text));
        }
    }

    std::string text(const Locator& /*locator*/, Place place) override {
        return LooseTexts::holds(place) ? loose_.at(place) : std::string();
    }

private:
    std::vector<Event> events_;
    std::vector<Occurrence> occurrences_;
    std::vector<std::size_t> first_occurrence_;  ///< of each event
    LooseTexts loose_;
};

}  // namespace

std::unique_ptr<Reading> read_calendar(std::string_view source, core::Instant now) {
    return std::make_unique<CalendarReading>(source, now);
}

}  // namespace scraper::read
