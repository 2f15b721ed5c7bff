#pragma once

#include "tests/support/temporary_database.hpp"
