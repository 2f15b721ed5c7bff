#pragma once

#include "tests/support/postgresql_server.hpp"
