#include "contract_walk.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace tests {

namespace {

using core::http::Method;
using Faults = std::vector<std::string>;

Method method_of(const Contract::Operation& operation) {
    for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_}) {
        std::string name(core::http::to_string(method));
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        if (name == operation.method) return method;
    }
    throw std::runtime_error(operation.id + " has a strange method");
}

/// The path with the values in place of its parameters; what is missing names nothing.
std::string target_of(const Contract::Operation& operation, const Asked& asked) {
    std::string path = operation.path;
    std::size_t used = 0;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
        const auto length = path.find('}') - open + 1;
        const auto name = path.substr(open, length);
        const bool number = name == "{id}" || name == "{number}" || name == "{revision}";
        const std::string nothing = number ? "2147483647" : "nobody";
        path.replace(open, length, used < asked.path.size() ? asked.path[used] : nothing);
        ++used;
    }
    return path + asked.query;
}

/// The same object, its last member with a value that no member may have.
std::string with_wrong_value(const std::string& body) {
    const auto document = core::json::Document::parse(body, {.depth = 64, .values = 1'000'000}).value();
    const auto root = document.root();
    std::string out;
    core::json::Writer json(out);
    json.begin_object();
    for (std::size_t i = 0; i < root.size(); ++i) {
        std::string value;
        root.member_value(i).append_to(value);
        if (i + 1 == root.size()) value = "[[]]";
        json.key(root.member_name(i)).raw(value);
    }
    json.end_object();
    return out;
}

std::string code_of(const Answer& answer) {
    return std::string(at(answer.json().root(), "code").as_string().value_or(""));
}

bool is_json(const Asked& asked) {
    return !asked.body.empty() && asked.headers.empty();
}

}  // namespace

Answer ContractWalk::exchange(const Contract::Operation& operation, unsigned status, const Asked& asked) {
    const auto target = target_of(operation, asked);
    auto answer = send_(method_of(operation), target, asked);
    INFO(operation.id << " " << target << " " << asked.body.substr(0, 300));
    INFO("answered " << answer.status << ": " << answer.body.substr(0, 900));
    CHECK(answer.status == status);
    CHECK(operation.documents(std::to_string(answer.status)));
    CHECK(contract_.faults(operation.id, answer) == Faults());
    CHECK_FALSE(answer.header("X-Request-Id").empty());
    return answer;
}

void ContractWalk::expect_refusals(const Contract::Operation& operation, const Asked& asked) {
    if (operation.documents("400")) {
        Asked changed = asked;
        changed.query += changed.query.empty() ? "?nonsense=1" : "&nonsense=1";
        const auto answer = exchange(operation, 400, changed);
        CHECK(answer.body.find("\"nonsense\"") != std::string::npos);
    }
    const bool would_create = operation.documents("201") && !asked.version;
    if (operation.documents("404") && !asked.path.empty() && !would_create) {
        Asked changed = asked;
        changed.path.clear();
        exchange(operation, 404, changed);
    }
    if (is_json(asked) && operation.documents("400")) {
        Asked changed = asked;
        changed.body = "{";
        exchange(operation, 400, changed);
    }
    if (is_json(asked) && operation.documents("400")) {
        Asked changed = asked;
        changed.body = R"({"nonsense":true})";
        const auto answer = exchange(operation, 400, changed);
        CHECK(answer.body.find(R"("pointer":"/nonsense","code":"unknown-member")") != std::string::npos);
    }
    if (is_json(asked) && operation.documents("422")) {
        Asked changed = asked;
        changed.body = with_wrong_value(asked.body);
        exchange(operation, 422, changed);
    }
    if (!asked.version) return;
    Asked changed = asked;
    changed.version.reset();
    exchange(operation, 428, changed);
    changed.version = *asked.version + 1000;
    exchange(operation, 412, changed);
}

Answer ContractWalk::expect(std::string_view id, unsigned status, Asked asked) {
    const auto& operation = contract_.operation(id);
    if (status < 400) {
        INFO(id << " " << asked.body.substr(0, 300));
        const auto request = operation.value.find("requestBody");
        CHECK((asked.body.empty() || request.exists()));
        if (is_json(asked) && request.exists()) {
            const auto body = core::json::Document::parse(asked.body, {.depth = 64, .values = 1'000'000});
            REQUIRE(body.has_value());
            const auto schema = at(request, "content").find("application/json").find("schema");
            CHECK(contract_.schema().faults(schema, body->root()) == Faults());
        }
        if (tried_.insert(operation.id).second) {
            expect_refusals(operation, asked);
            if (while_held_ && takes_key(operation)) return expect_once(operation, status, std::move(asked));
        }
    }
    return exchange(operation, status, asked);
}

Answer ContractWalk::expect_once(const Contract::Operation& operation, unsigned status, Asked asked) {
    const auto key = "walk:" + operation.id;
    asked.headers.emplace_back("Idempotency-Key", key);
    while_held_(key, [&] {
        const auto busy = exchange(operation, 409, asked);
        CHECK(code_of(busy) == "idempotency-in-progress");
        CHECK(busy.header("Retry-After") == "1");
    });
    auto answer = exchange(operation, status, asked);
    const auto again = exchange(operation, status, asked);
    CHECK(answer.header("Idempotency-Replayed").empty());
    CHECK(again.header("Idempotency-Replayed") == "true");
    CHECK(again.body == answer.body);
    for (const auto* name : {"Location", "ETag", "Content-Type"})
        CHECK(again.header(name) == answer.header(name));

    asked.version = asked.version.value_or(0) + 1;
    CHECK(code_of(exchange(operation, 422, asked)) == "idempotency-key-reused");
    repeated_.insert(operation.id);
    return answer;
}

void ContractWalk::expect_all(unsigned status, const std::set<std::string>& except) {
    for (const auto& operation : contract_.operations()) {
        if (!except.contains(operation.id)) exchange(operation, status, {});
    }
}

bool takes_key(const Contract::Operation& operation) {
    const auto parameters = operation.value.find("parameters");
    for (std::size_t i = 0; parameters.exists() && i < parameters.size(); ++i) {
        const auto reference = parameters.at(i).find("$ref");
        if (reference.exists() && reference.as_string() == "#/components/parameters/IdempotencyKey")
            return true;
    }
    return false;
}

std::set<std::string> documented_operations(const Contract& contract) {
    std::set<std::string> found;
    for (const auto& operation : contract.operations()) found.insert(operation.method + " " + operation.path);
    return found;
}

}  // namespace tests
