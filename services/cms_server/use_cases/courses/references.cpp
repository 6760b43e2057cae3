#include "cms_server/use_cases/courses/references.hpp"

#include "cms_server/use_cases/reviews/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cms {

namespace {

using namespace core::domain;
using core::Result;

template <class Id>
bool holds(const std::vector<Id>& ids, Id id) {
    return std::binary_search(ids.begin(), ids.end(), id);
}

template <class Item, class Id>
bool has_item(const std::vector<Item>& items, Id id) {
    return std::any_of(items.begin(), items.end(), [&](const Item& item) { return item.id == id; });
}

template <class Id>
bool is_new(const std::optional<Id>& id, const std::optional<Id>& before) {
    return id && id != before;
}

class Check {
public:
    template <class Item, class Id>
    void one(
        std::string_view pointer,
        const std::optional<Id>& id,
        const std::optional<Id>& before,
        const std::vector<Item>& items
    ) {
        if (is_new(id, before) && !has_item(items, *id)) add(std::string(pointer));
    }

    template <class Item, class Id>
    void many(
        std::string_view list,
        const std::vector<Id>& ids,
        const std::vector<Id>& before,
        const std::vector<Item>& items
    ) {
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (!holds(before, ids[i]) && !has_item(items, ids[i])) add(fmt::format("/{}/{}", list, i));
        }
    }

    [[nodiscard]] Result<void> finish() {
        if (faults_.empty()) return {};
        return core::Error{
            core::ErrorKind::invalid_input,
            "unknown-reference",
            "the course refers to an item the framework does not have",
            std::move(faults_)
        };
    }

private:
    void add(std::string pointer) {
        faults_.push_back(
            {core::FaultPlace::body, std::move(pointer), "unknown-reference", "is not in the framework"}
        );
    }

    std::vector<core::FieldError> faults_;
};

}  // namespace

bool has_new_references(const CourseDraft& draft, const CourseDraft& base) {
    const auto any_new = [](const auto& ids, const auto& before) {
        return !std::includes(before.begin(), before.end(), ids.begin(), ids.end());
    };
    return is_new(draft.level, base.level) || is_new(draft.format, base.format) ||
           any_new(draft.areas, base.areas) || any_new(draft.competencies, base.competencies);
}

Result<void> check_references(const CourseDraft& draft, const CourseDraft& base, const Framework& framework) {
    Check check;
    check.one("/level", draft.level, base.level, framework.levels);
    check.one("/format", draft.format, base.format, framework.formats);
    check.many("areas", draft.areas, base.areas, framework.areas);
    check.many("competency_ids", draft.competencies, base.competencies, framework.competencies);
    return check.finish();
}

core::Task<Vocabulary> words_of(FrameworkSource source) {
    const auto framework = co_await source.lookup.get_if_known(source.app, source.worker);
    co_return vocabulary_of(framework.get());
}

core::Task<Result<Vocabulary>> known_words(FrameworkSource source) {
    const auto framework = co_await source.lookup.get(source.app, source.worker);
    if (!framework) co_return framework.error();
    co_return vocabulary_of(framework->get());
}

core::Task<Result<void>> check_new_references(FrameworkSource source, CourseDraft draft, CourseDraft base) {
    if (!has_new_references(draft, base)) co_return Result<void>();
    const auto framework = co_await source.lookup.get(source.app, source.worker);
    if (!framework) co_return framework.error();
    co_return check_references(draft, base, **framework);
}

}  // namespace cms
