#pragma once

#include "tests/support/co_test.hpp"
