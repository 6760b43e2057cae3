#include "scraper/engine/extract/forms.hpp"

#include "scraper/engine/read/ascii.hpp"

#include <algorithm>
#include <string_view>

namespace scraper {

namespace {

using read::HtmlTree;
using Index = HtmlTree::Index;
constexpr std::size_t kMostFields = 2'000;

bool has(const HtmlTree& tree, Index node, std::string_view name) {
    return tree.attribute_view(node, name).data() != nullptr;
}

/// The values of the options that are chosen; the first one when none is.
std::vector<std::string> chosen_options(const HtmlTree& tree, Index select) {
    std::vector<std::string> chosen;
    Index first = HtmlTree::kNone;
    const auto& nodes = tree.nodes();
    const auto value = [&](Index option) {
        return tree.attribute(option, "value").value_or(tree.text(option));
    };
    for (Index i = select + 1; i < nodes[select].end; ++i) {
        if (nodes[i].name != "option" || has(tree, i, "disabled")) continue;
        if (first == HtmlTree::kNone) first = i;
        if (has(tree, i, "selected")) chosen.push_back(value(i));
    }
    const bool multiple = has(tree, select, "multiple");
    if (chosen.empty() && !multiple && first != HtmlTree::kNone) chosen.push_back(value(first));
    if (chosen.size() > 1 && !multiple) chosen.erase(chosen.begin(), chosen.end() - 1);
    return chosen;
}

}  // namespace

FormRequest gather_form(
    const HtmlTree& tree,
    Index form,
    const std::string& submit,
    const std::vector<std::pair<std::string, std::string>>& set
) {
    FormRequest request;
    request.action = tree.attribute(form, "action").value_or("");
    request.post = read::equal_ignoring_case(read::trimmed(tree.attribute_view(form, "method")), "post");
    const auto& nodes = tree.nodes();
    const auto add = [&](const std::string& name, std::string value) {
        if (request.fields.size() < kMostFields) request.fields.emplace_back(name, std::move(value));
    };
    for (Index i = form + 1; i < nodes[form].end; ++i) {
        const auto tag = nodes[i].name;
        if (tag != "input" && tag != "select" && tag != "textarea" && tag != "button") continue;
        const auto name = tree.attribute(i, "name").value_or("");
        if (name.empty() || has(tree, i, "disabled")) continue;
        const auto type = read::lower_ascii(tree.attribute(i, "type").value_or(""));
        const bool button =
            tag == "button" || type == "submit" || type == "button" || type == "image" || type == "reset";
        if (button && (name != submit || submit.empty())) continue;
        if (type == "file") continue;
        if ((type == "checkbox" || type == "radio") && !has(tree, i, "checked")) continue;
        if (tag == "select") {
            for (auto& value : chosen_options(tree, i)) add(name, std::move(value));
        } else if (tag == "textarea") {
            add(name, tree.exact_text(i));
        } else {
            add(name, tree.attribute(i, "value").value_or(type == "checkbox" || type == "radio" ? "on" : ""));
        }
    }
    for (const auto& [name, value] : set) {
        const auto same = [&, &wanted = name](const auto& field) { return field.first == wanted; };
        const auto found = std::find_if(request.fields.begin(), request.fields.end(), same);
        if (found == request.fields.end()) {
            add(name, value);
        } else {
            found->second = value;
            request.fields.erase(std::remove_if(found + 1, request.fields.end(), same), request.fields.end());
        }
    }
    return request;
}

}  // namespace scraper
