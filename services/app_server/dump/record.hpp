#pragma once

#include "core/documents/record.hpp"

namespace app::dump {

// One line of a dump is a record of the shared documents.
using core::documents::append_record;
using core::documents::FrameworkTitle;
using core::documents::parse_record;
using core::documents::Record;
using core::documents::RemovedUid;

}  // namespace app::dump
