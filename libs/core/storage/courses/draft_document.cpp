#include "core/storage/courses/draft_document.hpp"

#include "core/documents/course_parts.hpp"
#include "core/documents/member_writer.hpp"
#include "core/documents/parse_object.hpp"

namespace core::storage {

using namespace domain;

std::string draft_document(const CourseDraft& draft) {
    std::string text;
    text.reserve(500);
    json::Writer json(text);
    documents::MemberWriter out(json);
    json.begin_object();
    out.member("name", draft.name).member("url", draft.url).member("provider", draft.provider);
    out.member("level", draft.level).member("format", draft.format);
    documents::write_cost(json, draft.cost);
    documents::write_cpd(json, draft.cpd);
    documents::write_dates(json, draft.schedule);
    out.member("duration_days", draft.duration ? std::optional(draft.duration->text()) : std::nullopt);
    out.member("areas", draft.areas).member("competency_ids", draft.competencies);
    json.end_object();
    return text;
}

Result<CourseDraft> read_draft_document(std::string_view json) {
    return documents::parse_object(json, {}, [](json::ObjectReader& in) {
        CourseDraft draft;
        draft.name = in.text("name");
        draft.url = in.maybe_text("url");
        draft.provider = in.maybe_text("provider");
        draft.level = in.maybe_id<LevelId>("level");
        draft.format = in.maybe_id<FormatId>("format");
        draft.cost = documents::read_cost(in);
        draft.cpd = documents::read_cpd(in);
        draft.schedule = documents::read_schedule(in);
        draft.duration = in.maybe_decimal<1>("duration_days");
        draft.areas = in.ids<AreaId>("areas");
        draft.competencies = in.ids<CompetencyId>("competency_ids");
        return draft;
    });
}

}  // namespace core::storage
