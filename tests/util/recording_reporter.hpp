#pragma once

#include "tests/support/recording_reporter.hpp"
