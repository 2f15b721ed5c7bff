#include "core/ledger/section_digests.hpp"

#include "core/util/sha256.hpp"

namespace fz {
namespace {

constexpr std::size_t digits = 32;

std::string short_digest(const std::string& text) { return sha256(text).substr(0, digits); }

}  // namespace

section_digests::section_digests(const std::vector<statement>& section) {
  chain_.push_back(short_digest(""));
  for (const statement& s : section) {
    single_.push_back(short_digest(s.sql));
    chain_.push_back(short_digest(chain_.back() + single_.back()));
  }
}

std::string section_digests::of(std::size_t done, std::size_t started) const {
  return chain_.at(done) + (started == 0 ? "" : single_.at(started - 1));
}

bool section_digests::has_done(const journal_entry& entry) const {
  const auto done = static_cast<std::size_t>(entry.done);
  return done < chain_.size() && entry.digest.substr(0, digits) == chain_[done];
}

bool section_digests::has_started(const journal_entry& entry) const {
  const auto started = static_cast<std::size_t>(entry.started);
  if (started == 0 || started > single_.size() || entry.digest.size() < digits) return false;
  return entry.digest.substr(digits) == single_[started - 1];
}

}  // namespace fz
