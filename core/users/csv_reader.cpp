#include "core/users/csv_reader.hpp"

#include <algorithm>

namespace fz {

csv_reader::csv_reader(std::string_view text) : text_(text) {
  constexpr std::string_view byte_order_mark = "\ufeff";
  if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

bool csv_reader::at_line_end() const {
  return text_[at_] == '\n' || (text_[at_] == '\r' && text_.substr(at_, 2) == "\r\n");
}

bool csv_reader::next(csv_record& record) {
  while (at_ < text_.size() && at_line_end()) {
    at_ += text_[at_] == '\r' ? 2 : 1;
    ++line_;
  }
  record.line = line_;
  record.fields.clear();
  record.problem.clear();
  if (at_ == text_.size()) return false;
  for (;;) {
    read_field(record);
    if (at_ == text_.size()) return true;
    const bool more = text_[at_] == ',';
    if (!more) {
      at_ += text_[at_] == '\r' ? 2 : 1;
      ++line_;
      return true;
    }
    ++at_;
    if (at_ == text_.size()) {
      record.fields.emplace_back();
      return true;
    }
  }
}

void csv_reader::read_field(csv_record& record) {
  std::string& field = record.fields.emplace_back();
  if (at_ < text_.size() && text_[at_] == '"') {
    read_quoted(field, record);
    if (at_ == text_.size() || text_[at_] == ',' || at_line_end()) return;
    record.problem = "There is text after a closing quote.";
  }
  const std::size_t begin = at_;
  while (at_ < text_.size() && text_[at_] != ',' && !at_line_end()) ++at_;
  const std::string_view plain = text_.substr(begin, at_ - begin);
  if (plain.find('"') != std::string_view::npos && record.problem.empty()) {
    record.problem = "A quote is inside a field that does not begin with one.";
  }
  field += plain;
}

void csv_reader::read_quoted(std::string& field, csv_record& record) {
  ++at_;
  for (;;) {
    const std::size_t quote = std::min(text_.find('"', at_), text_.size());
    const std::string_view part = text_.substr(at_, quote - at_);
    field += part;
    line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
    at_ = quote;
    if (at_ == text_.size()) {
      record.problem = "A quote is not closed.";
      return;
    }
    ++at_;
    if (at_ == text_.size() || text_[at_] != '"') return;
    field += '"';
    ++at_;
  }
}

}  // namespace fz
