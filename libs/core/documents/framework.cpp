#include "core/documents/framework.hpp"

#include "core/documents/framework_items.hpp"
#include "core/documents/parse_object.hpp"
#include "core/documents/prefixed_faults.hpp"

namespace core::documents {

namespace {

using namespace domain;
using json::ObjectReader;

template <class Item>
std::vector<Item> read_list(ObjectReader& in, std::string_view name, Item (*read)(ObjectReader& in)) {
    std::vector<Item> items;
    const auto elements = in.elements(name);
    items.reserve(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto pointer = in.element_pointer(name, i);
        if (!elements[i].is_object()) {
            json::add_fault(in.faults(), pointer, "wrong-type", "must be an object");
            continue;
        }
        ObjectReader item(elements[i], pointer, in.faults());
        items.push_back(read(item));
        item.finish();
    }
    return items;
}

}  // namespace

Framework read_framework(ObjectReader& in) {
    const auto faults_before = in.faults().size();
    Framework framework;
    framework.title = in.visible_text("title");
    framework.levels = read_list(in, "levels", read_level);
    framework.formats = read_list(in, "formats", read_format);
    framework.needs = read_list(in, "needs", read_need);
    framework.specialisms = read_list(in, "specialisms", read_specialism);
    framework.verticals = read_list(in, "verticals", read_vertical);
    framework.areas = read_list(in, "areas", read_area);
    framework.categories = read_list(in, "categories", read_category);
    framework.competencies = read_list(in, "competencies", read_competency);
    framework.job_roles = read_list(in, "job_roles", read_job_role);
    if (in.faults().size() != faults_before) return framework;
    const auto valid = validate(framework);
    if (!valid) add_prefixed(in, valid.error().fields);
    return framework;
}

std::string framework_document(const Framework& framework) {
    std::string out;
    json::Writer json(out);
    json.begin_object().key("framework").begin_object();
    write_members(json, framework);
    json.end_object().end_object();
    return out;
}

Result<Framework> parse_framework(std::string_view text) {
    return parse_object(text, kFrameworkLimits, [](ObjectReader& in) {
        auto inner = in.object("framework");
        if (!inner) return Framework();
        auto framework = read_framework(*inner);
        inner->finish();
        return framework;
    });
}

}  // namespace core::documents
