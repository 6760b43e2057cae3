#pragma once

#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::data {

enum class JobId : std::int64_t {};

enum class JobState {
    ready,      ///< waits for its time and a worker
    running,    ///< a worker holds its lease
    parked,     ///< waits for a worker that knows its kind and version
    done,       ///< succeeded
    dead,       ///< failed for good; keeps its last error and may be requeued
    cancelled,  ///< ended by staff
};

std::string_view to_string(JobState state);
std::optional<JobState> parse_job_state(std::string_view name);

/// A job of a higher priority starts before every waiting one of a lower.
enum class JobPriority : std::int16_t { low, normal, high, urgent };

std::string_view to_string(JobPriority priority);
std::optional<JobPriority> parse_job_priority(std::string_view name);

/// What is asked to be done. Limits: a kind of 1–100 characters (`publish.deliver`: lower-case words, `_` and
/// digits inside, joined by dots), a payload of at most 256 KiB, a key and a trace of at most 200 bytes,
/// 1–100 attempts, a timeout of 100 ms to 24 h.
struct JobRequest {
    std::string kind = {};
    std::int32_t version = 1;    ///< of the payload's form
    std::string payload = "{}";  ///< a JSON object, in UTF-8
    JobPriority priority = JobPriority::normal;
    std::optional<Instant> run_at = {};         ///< not before; none: at once
    std::int32_t max_attempts = 10;             ///< then it is dead
    std::chrono::milliseconds timeout{60'000};  ///< of one attempt
    /// At most one waiting or running job has a key. A request under the key of a waiting job is that job;
    /// one under the key of a running job makes it run once more. Until the unit of work ends, no worker
    /// starts or finishes that job and nobody else can use the key: ask for it last.
    std::optional<std::string> unique_key = {};
    std::string trace_id = {};  ///< of the request that caused it, for the logs
};

/// The right to settle one attempt of a job. Ends when the attempt does, or when another worker takes over.
struct JobLease {
    JobId job{};
    std::int64_t claim = 0;  ///< grows with every attempt
};

struct JobProgress {
    std::int64_t done = 0;
    std::int64_t total = 0;  ///< 0: unknown
    std::string note;

    friend bool operator==(const JobProgress&, const JobProgress&) = default;
};

struct Job {
    JobId id{};
    std::string kind;
    std::int32_t version = 1;
    std::string payload;
    JobPriority priority = JobPriority::normal;
    JobState state = JobState::ready;
    Instant run_at;
    std::int32_t attempts = 0;
    std::int32_t max_attempts = 0;
    std::chrono::milliseconds timeout{0};
    std::optional<std::string> unique_key;
    std::optional<std::string> worker;  ///< the last one that took it
    std::optional<Instant> lease_until;
    bool cancel_requested = false;
    JobProgress progress;
    std::optional<std::string> last_error;
    std::string trace_id;
    Instant created_at;
    std::optional<Instant> started_at;  ///< of the last attempt
    std::optional<Instant> finished_at;
};

/// One page of the jobs that fit, newest first.
struct JobFilter {
    std::optional<JobState> state = {};
    std::optional<std::string> kind = {};
    std::optional<JobId> from = {};  ///< a place in the order, beside this job
    bool newer = false;              ///< the page that ends before `from`, not the one that begins after it
    std::int64_t limit = 30;
};

struct JobPage {
    std::vector<Job> jobs;
    bool more_newer = false;
    bool more_older = false;
    std::int64_t total = 0;  ///< of all pages, counted up to kMaxCounted
};

/// How far jobs are counted: finished ones may be millions.
inline constexpr std::int64_t kMaxCounted = 10'000;

struct JobCount {
    JobState state = JobState::ready;
    std::int64_t jobs = 0;  ///< counted up to kMaxCounted
};

/// What a schedule is set to.
struct ScheduleEdit {
    std::string name = {};       ///< 1–100 characters of a–z, 0–9, `.`, `_`, `-`
    std::string cron = {};       ///< see core/jobs/cron.hpp
    std::string time_zone = {};  ///< of the IANA database
    std::string kind = {};
    std::int32_t version = 1;
    std::string payload = "{}";
    bool enabled = true;
};

/// Asks for a job at times of the clock. A fire is a job under the unique key `schedule:<name>`, so runs of
/// one schedule never overlap.
struct Schedule {
    ScheduleEdit settings;
    std::int64_t revision = 1;            ///< grows with every edit
    std::optional<Instant> last_fire_at;  ///< the time it was due
    std::optional<Instant> next_fire_at;  ///< none when disabled
    std::optional<std::string> last_error;
};

/// The queue, as part of a unit of work: a job exists if and only if the unit of work was committed.
class JobRepository {
public:
    virtual ~JobRepository() = default;

    /// Asks for a job; gives the id of the job that will do it (see JobRequest::unique_key). `invalid_input`
    /// when the request breaks a limit.
    virtual Task<Result<JobId>> enqueue(JobRequest request) = 0;

    /// Asks for many, faster than one by one; ids in the same order.
    virtual Task<Result<std::vector<JobId>>> enqueue_all(std::vector<JobRequest> requests) = 0;

    /// Marks the running attempt as done together with its effect in this unit of work. `conflict`, code
    /// `lease-lost`, when the attempt is no longer the caller's: roll back then.
    virtual Task<Result<void>> complete(JobLease lease) = 0;

    virtual Task<Result<Job>> find(JobId id) = 0;
    virtual Task<JobPage> list(JobFilter filter) = 0;
    virtual Task<std::vector<JobCount>> counts() = 0;  ///< every state once

    /// Makes a dead or cancelled job ready again with all its attempts. `conflict`, code `job-state`, in any
    /// other state, and code `job-key-taken` when another job has its unique key by now.
    virtual Task<Result<Job>> requeue(JobId id) = 0;

    /// Ends a waiting job at once; a running one is asked to stop and goes on until its handler looks.
    /// `conflict`, code `job-state`, for a finished one.
    virtual Task<Result<Job>> cancel(JobId id) = 0;

    virtual Task<std::vector<Schedule>> list_schedules() = 0;  ///< by name
    virtual Task<Result<Schedule>> find_schedule(std::string name) = 0;

    /// Stores a new schedule (`expected` none; `conflict` when it exists) or changes the one of that revision
    /// (`version_mismatch` when it has another, `not_found`). `invalid_input` with JSON Pointers for a cron
    /// expression or a time zone that is none.
    virtual Task<Result<Schedule>> put_schedule(
        ScheduleEdit settings, std::optional<std::int64_t> expected_revision
    ) = 0;
};

}  // namespace core::data
