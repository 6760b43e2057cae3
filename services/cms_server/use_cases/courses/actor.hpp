#pragma once

#include "cms_server/use_cases/actor/actor.hpp"
