#include "scraper/spool/project_store.hpp"

#include "scraper/spool/version_order.hpp"

namespace scraper {

using core::Error;
using core::ErrorKind;
using core::Result;
using sqlite::Query;

namespace {

std::vector<std::string> texts(sqlite::Statement rows) {
    std::vector<std::string> found;
    while (rows.next()) found.push_back(rows.text(0));
    return found;
}

}  // namespace

constexpr Query kFindVersion{
    "version.find", "SELECT sha256, ran FROM version WHERE project = ? AND name = ?"
};
constexpr Query kDropVersion{"version.drop", "DELETE FROM version WHERE project = ? AND name = ?"};
constexpr Query kInsertVersion{"version.insert", R"sql(
    INSERT INTO version (project, name, sha256, uploaded_at, uploaded_by) VALUES (?, ?, ?, ?, ?)
)sql"};
constexpr Query kInsertSpider{"spider.insert", R"sql(
    INSERT INTO spider (project, version, name, document) VALUES (?, ?, ?, ?)
)sql"};
constexpr Query kInsertProjectFile{
    "project_file.insert", "INSERT INTO project_file (project, version, document) VALUES (?, ?, ?)"
};

Result<void> ProjectStore::add(const NewVersion& version) {
    auto db = file_.use();
    sqlite::Transaction transaction(*db);
    {
        auto found = db->query(kFindVersion, version.project, version.name);
        if (found.next()) {
            if (found.text(0) == version.sha256) return {};
            if (found.integer(1) != 0)
                return Error{
                    ErrorKind::conflict, "version-has-run", "a version that has run is never changed"
                };
        }
    }
    db->run(kDropVersion, version.project, version.name);
    db->run(
        kInsertVersion,
        version.project,
        version.name,
        version.sha256,
        version.uploaded_at.time_since_epoch().count(),
        version.uploaded_by
    );
    for (const auto& [name, document] : version.spiders)
        db->run(kInsertSpider, version.project, version.name, name, document);
    if (!version.project_document.empty())
        db->run(kInsertProjectFile, version.project, version.name, version.project_document);
    transaction.commit();
    return {};
}

constexpr Query kProjects{"version.projects", "SELECT DISTINCT project FROM version ORDER BY project"};

std::vector<std::string> ProjectStore::projects() const {
    auto db = file_.read();
    return texts(db->query(kProjects));
}

constexpr Query kVersions{"version.names", "SELECT name FROM version WHERE project = ?"};

std::vector<std::string> ProjectStore::versions(std::string_view project) const {
    std::vector<std::string> found;
    {
        auto db = file_.read();
        found = texts(db->query(kVersions, project));
    }
    sort_versions(found);
    return found;
}

constexpr Query kSpiders{
    "spider.names", "SELECT name FROM spider WHERE project = ? AND version = ? ORDER BY name"
};

std::vector<std::string> ProjectStore::spiders(std::string_view project, std::string_view version) const {
    auto db = file_.read();
    return texts(db->query(kSpiders, project, version));
}

constexpr Query kDocument{"spider.document", R"sql(
    SELECT document FROM spider WHERE project = ? AND version = ? AND name = ?
)sql"};

std::optional<std::string> ProjectStore::document(
    std::string_view project, std::string_view version, std::string_view spider
) const {
    auto db = file_.read();
    auto row = db->query(kDocument, project, version, spider);
    if (!row.next()) return std::nullopt;
    return row.text(0);
}

constexpr Query kDocuments{"spider.documents", R"sql(
    SELECT name, document FROM spider WHERE project = ? AND version = ? ORDER BY name
)sql"};

std::vector<NamedDocument> ProjectStore::documents(std::string_view project, std::string_view version) const {
    auto db = file_.read();
    auto rows = db->query(kDocuments, project, version);
    std::vector<NamedDocument> found;
    while (rows.next()) found.push_back({rows.text(0), rows.text(1)});
    return found;
}

constexpr Query kProjectFile{
    "project_file.document", "SELECT document FROM project_file WHERE project = ? AND version = ?"
};

std::string ProjectStore::project_document(std::string_view project, std::string_view version) const {
    auto db = file_.read();
    auto row = db->query(kProjectFile, project, version);
    return row.next() ? row.text(0) : std::string();
}

constexpr Query kMarkRun{"version.mark_run", "UPDATE version SET ran = 1 WHERE project = ? AND name = ?"};

void ProjectStore::mark_run(std::string_view project, std::string_view version) {
    file_.use()->run(kMarkRun, project, version);
}

constexpr Query kAsked{"job.asked_version", R"sql(
    SELECT 1 FROM job WHERE project = ? AND state = 0 AND asked_version = ? LIMIT 1
)sql"};

Result<bool> ProjectStore::remove_version(std::string_view project, std::string_view version) {
    auto db = file_.use();
    if (db->query(kAsked, project, version).next())
        return Error{ErrorKind::conflict, "version-in-use", "a pending job asks for this version"};
    return db->run(kDropVersion, project, version) > 0;
}

constexpr Query kDropProject{"version.drop_all", "DELETE FROM version WHERE project = ?"};
constexpr Query kDropPending{"job.drop_pending", "DELETE FROM job WHERE project = ? AND state = 0"};
constexpr Query kDropPast{"past.drop_all", "DELETE FROM past WHERE project = ?"};
constexpr Query kDropKnown{"known.drop_all", "DELETE FROM known WHERE project = ?"};

bool ProjectStore::remove_project(std::string_view project) {
    auto db = file_.use();
    sqlite::Transaction transaction(*db);
    const bool found = db->run(kDropProject, project) > 0;
    if (found) {
        db->run(kDropPending, project);
        db->run(kDropPast, project);
        db->run(kDropKnown, project);
    }
    transaction.commit();
    return found;
}

}  // namespace scraper
