#pragma once

#include "support/running_app.hpp"
#include "support/test_database.hpp"
#include "web.hpp"

#include <string>

namespace tests {

/// A fresh database with the App's schema; with `spreadsheets` also the framework and courses of that folder,
/// for 2030.
class AppDatabase {
public:
    explicit AppDatabase(const std::string& spreadsheets);

    [[nodiscard]] const std::string& conninfo() const { return database_.conninfo(); }

    /// These settings, and those by which a service has its own role in the database.
    [[nodiscard]] Settings with_roles(Settings settings) const;

    [[nodiscard]] const std::string& name() const { return database_.name(); }

    [[nodiscard]] TestDatabase& database() { return database_; }

    /// Changes published data in one transaction, as the App's writers do: the changes see `$version` as the
    /// version they make, and the notice goes out with the commit.
    void change(const std::string& statements);

private:
    TestDatabase database_;
};

/// The starter framework the project ships.
std::string starter_data();

/// A database and an App that serves it, ready.
struct Site {
    explicit Site(const Settings& settings = {}, const std::string& spreadsheets = starter_data())
        : database(spreadsheets), app(database.conninfo(), database.with_roles(settings)), web(app) {
        app.wait_until_ready();
    }

    AppDatabase database;
    RunningApp app;
    Web web;
};

}  // namespace tests
