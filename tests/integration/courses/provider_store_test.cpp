#include "cms_server/use_cases/courses/change_providers.hpp"
#include "courses_store.hpp"

#include <catch2/catch.hpp>

using core::data::CanonicalProvider;
using tests::CoursesStore;

namespace {

const cms::Actor kAnn{1, "ann", "10.0.0.1", "r1", ""};

CanonicalProvider create(CoursesStore& store, std::string name, std::vector<std::string> aliases = {}) {
    return store
        .run(cms::create_provider(store.source, kAnn, {std::move(name), std::nullopt, std::move(aliases)}))
        .value();
}

CanonicalProvider find(CoursesStore& store, const std::string& name) {
    const auto session = store.run(store.source.read());
    return store.run(session->providers().find_by_name(name)).value();
}

core::Result<CanonicalProvider> edit(
    CoursesStore& store, const CanonicalProvider& seen, cms::ProviderInput to
) {
    return store.run(cms::edit_provider(
        store.source,
        kAnn,
        seen.id,
        seen.version,
        [to](cms::ProviderInput) -> core::Result<cms::ProviderInput> { return to; }
    ));
}

}  // namespace

TEST_CASE("a provider is found by its name and aliases, however they are spelt") {
    CoursesStore store;
    const auto academy = create(store, "Singapore Academy of Law", {"SAL", "S.A.L.", "sal"});
    CHECK(academy.aliases == std::vector<std::string>{"S.A.L.", "SAL"});
    for (const auto* spelling : {"singapore  ACADEMY of law", " sal ", "ＳＡＬ"}) {
        CHECK(find(store, spelling).id == academy.id);
    }
    const auto taken = store.run(cms::create_provider(store.source, kAnn, {"Other", std::nullopt, {"Sal"}}));
    CHECK(taken.error().code == "provider-name-taken");
}

TEST_CASE("a course under an alias is shown under the canonical name") {
    CoursesStore store;
    const auto academy = create(store, "Singapore Academy of Law", {"SAL"});
    auto draft = tests::manual_draft("a", "One");
    draft.content.provider = "sal";
    store.add(draft);
    CHECK(store.get("a").content.provider == "Singapore Academy of Law");
    CHECK(store.get("a").provider == academy.id);
    CHECK(find(store, "SAL").courses == 1);
}

TEST_CASE("a renamed provider keeps its courses, is found by its old name, and in searches by its new one") {
    CoursesStore store;
    store.add(tests::manual_draft("a", "One"));
    const auto before = find(store, "Academy of Law");
    const auto after = edit(store, before, {"Law College", std::nullopt, {}}).value();
    CHECK(after.version == before.version + 1);
    CHECK(after.aliases == std::vector<std::string>{"Academy of Law"});
    CHECK(store.get("a").content.provider == "Law College");
    CHECK(find(store, "academy of law").id == before.id);
    core::data::DraftQuery query;
    query.filter.words = {"college"};
    const auto session = store.run(store.source.read());
    CHECK(store.run(session->drafts().list(query)).total == 1);
    CHECK(edit(store, before, {"Third", std::nullopt, {}}).error().kind == core::ErrorKind::version_mismatch);
}

TEST_CASE("a provider is not renamed when its old name has no room among the aliases") {
    CoursesStore store;
    std::vector<std::string> aliases;
    for (int i = 0; i < 100; ++i) aliases.push_back("Alias " + std::to_string(i));
    const auto before = create(store, "Academy of Law", aliases);
    const auto refused = edit(store, before, {"Law College", std::nullopt, before.aliases});
    REQUIRE(refused.has_error());
    CHECK(refused.error().kind == core::ErrorKind::invalid_input);
    CHECK(refused.error().code == "too-many");
    CHECK(refused.error().fields.at(0).name == "/aliases");
    CHECK(refused.error().fields.at(0).code == "too-many");
    CHECK(find(store, "academy of law").name == "Academy of Law");
    CHECK(find(store, "academy of law").version == before.version);
    // Another spelling of the same name takes no room, and what is taken out makes some.
    const auto spelt = edit(store, before, {"ACADEMY OF LAW", std::nullopt, before.aliases}).value();
    CHECK(spelt.aliases.size() == 100);
    aliases.pop_back();
    const auto renamed = edit(store, spelt, {"Law College", std::nullopt, aliases}).value();
    CHECK(renamed.aliases.size() == 100);
    CHECK(find(store, "academy of law").id == before.id);
}

TEST_CASE("merged providers are one: courses and names go over") {
    CoursesStore store;
    auto draft = tests::manual_draft("a", "One");
    draft.content.provider = "SAL";
    store.add(draft);
    const auto sal = find(store, "SAL");
    const auto academy = create(store, "Singapore Academy of Law");
    const auto merged =
        store.run(cms::merge_providers(store.source, kAnn, sal.id, sal.version, academy.id)).value();
    CHECK(merged.id == academy.id);
    CHECK(merged.courses == 1);
    CHECK(merged.aliases == std::vector<std::string>{"SAL"});
    CHECK(store.get("a").content.provider == "Singapore Academy of Law");
    CHECK(store.source.audited.back().action == "provider.merge");
    CHECK(
        store.run(cms::merge_providers(store.source, kAnn, sal.id, 1, academy.id)).error().kind ==
        core::ErrorKind::not_found
    );
    CHECK(
        store.run(cms::merge_providers(store.source, kAnn, academy.id, 1, academy.id)).error().code ==
        "merge-with-itself"
    );
}

TEST_CASE("suggestions hold every provider one of whose names contains the text, page by page") {
    CoursesStore store;
    create(store, "Beta Law");
    create(store, "alpha LAW");
    create(store, "Gamma", {"Lawyers' Guild"});
    create(store, "Delta");
    const auto session = store.run(store.source.read());
    const auto page = store.run(session->providers().list("law", std::nullopt, false, 2));
    REQUIRE(page.items.size() == 2);
    CHECK(page.items[0].name == "alpha LAW");
    CHECK(page.items[1].name == "Beta Law");
    CHECK(page.total == 3);
    CHECK(page.more_after);
    const auto next = store.run(session->providers().list("law", page.items[1].name, false, 2));
    REQUIRE(next.items.size() == 1);
    CHECK(next.items[0].name == "Gamma");
    const auto back = store.run(session->providers().list("law", next.items[0].name, true, 2));
    CHECK(back.items.size() == 2);
    CHECK(back.items[0].name == "alpha LAW");
}
