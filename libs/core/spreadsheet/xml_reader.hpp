#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct _xmlTextReader;

namespace core::spreadsheet {

/// Where XML comes from.
class ByteSource {
public:
    virtual ~ByteSource() = default;

    /// Fills up to `size` bytes; 0 at the end, -1 on failure.
    virtual int read(char* buffer, int size) = 0;
};

/// The namespaces of OpenDocument that matter for cells.
enum class Namespace { other, office, table, text, manifest };

/// A forward-only reader of XML without DTD: it loads nothing, expands no entities, and ends at the first
/// fault.
class XmlReader {
public:
    enum class Event { start, end, text };

    explicit XmlReader(ByteSource& source);
    XmlReader(const XmlReader&) = delete;
    XmlReader& operator=(const XmlReader&) = delete;
    ~XmlReader();

    /// False at the end of the document and on a fault. An empty element is a start only; see `is_empty`.
    bool next();

    /// Why reading ended early: `line 12: …`.
    [[nodiscard]] const std::optional<std::string>& fault() const { return fault_; }

    [[nodiscard]] Event event() const { return event_; }

    [[nodiscard]] bool is_empty() const;
    [[nodiscard]] int depth() const;  ///< 0 for the root element
    [[nodiscard]] Namespace name_space() const;
    [[nodiscard]] std::string_view name() const;  ///< without prefix
    [[nodiscard]] std::string_view text() const;
    [[nodiscard]] std::optional<std::string> attribute(Namespace space, const char* name) const;

private:
    void fail(std::string_view why);

    struct Free {
        void operator()(_xmlTextReader* reader) const;
    };

    std::optional<std::string> fault_;  // set by the parser's error callback too
    std::unique_ptr<_xmlTextReader, Free> reader_;
    Event event_ = Event::text;
};

}  // namespace core::spreadsheet
