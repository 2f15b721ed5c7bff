#pragma once

#include <string>
#include <string_view>

// Internationalised domain names as Python's package idna takes them (UTS 46 without transitional
// processing, then IDNA 2008, RFC 5891), from libidn2. Problems are in the words of that package.
namespace fz::domain_name {

/// A domain or what is wrong with it.
struct result {
  std::u32string text = {};
  std::string problem = {};  ///< empty: nothing
};

/// UTS 46: folds case and width, turns every full stop into '.', drops what is not seen.
result map(std::u32string_view domain);

/// One mapped label in ASCII: itself, or its A-label ("xn--…").
result to_ascii(std::u32string_view label);

/// A domain in ASCII with its A-labels in Unicode.
result to_unicode(std::u32string_view ascii);

}  // namespace fz::domain_name
