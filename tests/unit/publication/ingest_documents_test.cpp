#include "cms_server/app_client/ingest_documents.hpp"

#include "cms_server/use_cases/publication/delivery_rules.hpp"

#include <catch2/catch.hpp>

using namespace core::data;
using namespace cms;

TEST_CASE("A batch holds documents as they are, and removals", "[publication]") {
    const std::vector<NewPublication> courses{
        {PublicationKind::course, "a", 3, "A", R"({"uid":"a"})"},
        {PublicationKind::course, "b", 4, "B", std::nullopt},
    };
    CHECK(
        batch_document(courses) ==
        R"({"items":[{"course":{"uid":"a"}},{"removed":{"uid":"b","revision":4}}]})"
    );
    CHECK(
        framework_write_document(
            {PublicationKind::framework, "framework", 7, "F", R"({"framework":{"title":"F"}})"}
        ) == R"({"revision":7,"framework":{"title":"F"}})"
    );
}

TEST_CASE("An answer to a batch is read item by item", "[publication]") {
    const auto answers = parse_batch_answer(
        R"({"catalogue_version":4,"items":[)"
        R"({"uid":"a","outcome":"updated","revision":3,"removed":false},)"
        R"({"uid":"b","outcome":"stale","revision":9,"removed":true},)"
        R"({"uid":"c","outcome":"refused","code":"unknown-reference","detail":"why",)"
        R"("errors":[{"pointer":"/areas","code":"unknown-reference","detail":"x"}]}]})",
        3
    );
    REQUIRE(answers.has_value());
    CHECK((*answers)[0].applied == Applied::updated);
    CHECK((*answers)[1].revision == 9);
    CHECK((*answers)[1].removed);
    CHECK_FALSE((*answers)[2].applied);
    CHECK((*answers)[2].refusal->code == "unknown-reference");
    CHECK((*answers)[2].refusal->errors.find("/areas") != std::string::npos);
}

TEST_CASE("An answer that is not understood counts as no answer", "[publication]") {
    const std::string text = GENERATE(
        "",
        "nonsense",
        "[]",
        R"({"items":[]})",
        R"({"items":[{"outcome":"perhaps","revision":1}]})",
        R"({"items":[{"outcome":"updated"}]})",
        R"({"items":[{"outcome":"updated","revision":1},{}]})"
    );
    CAPTURE(text);
    const auto answers = parse_batch_answer(text, 1);
    REQUIRE(answers.has_error());
    CHECK(is_outage(answers.error()));
}

TEST_CASE("What an answer's status means decides what is done about it", "[publication]") {
    struct Case {
        unsigned status;
        bool outage;
    };

    const auto c = GENERATE(
        Case{400, false},
        Case{401, true},
        Case{403, true},
        Case{404, true},
        Case{408, true},
        Case{409, false},
        Case{413, false},
        Case{422, false},
        Case{429, true},
        Case{500, false},
        Case{502, true},
        Case{503, true},
        Case{504, true}
    );
    core::http::ClientResponse response;
    response.status = c.status;
    response.body = R"({"type":"/problems/the-code","code":"the-code","detail":"The detail."})";
    const auto error = refusal_of(response);
    CAPTURE(c.status);
    CHECK(is_outage(error) == c.outage);
    CHECK(error.detail == "The detail.");
    CHECK(error.code == (c.status == 500 ? kAppError : "the-code"));
}

TEST_CASE("A refusal that is not the App's own is no verdict about what was told", "[publication]") {
    core::http::ClientResponse response;
    response.status = GENERATE(400u, 402u, 409u, 411u, 422u, 431u);
    response.body = GENERATE(
        as<std::string>(),
        "",
        "<html><body>400 Bad Request</body></html>",
        R"({"code":400,"message":"Bad Request"})",
        R"({"type":"about:blank","code":"the-code","detail":"The detail."})"
    );
    CAPTURE(response.status, response.body);
    const auto error = refusal_of(response);
    CHECK(error.kind == core::ErrorKind::unavailable);
    CHECK(is_outage(error));
    CHECK(error.code == "app-answered-" + std::to_string(response.status));
}

TEST_CASE("A page of revisions is read whole, or not at all", "[publication]") {
    const auto page = parse_revisions(
        R"({"catalogue_version":4,"framework_revision":2,"items":[{"uid":"a","revision":3,"removed":true}],)"
        R"("next":"/internal/v1/revisions?after=a"})"
    );
    REQUIRE(page.has_value());
    CHECK(page->framework_revision == 2);
    CHECK(page->more);
    CHECK(page->revisions == std::vector<StoredRevision>{{"a", 3, true}});
    CHECK(parse_revisions(R"({"framework_revision":2,"items":[{"uid":"a"}],"next":null})").has_error());
    CHECK(parse_revisions("{}").has_error());
}
