#include "oci/http_exchange.h"

namespace oci {
namespace {

using Moved = CurlConnection::Moved::State;
using Phase = RequestWatch::Phase;

}  // namespace

HttpExchange::Ended HttpExchange::Run(CurlConnection& connection) {
  outgoing_.Rewind();
  reader_.emplace(request_.method == "HEAD", max_response_bytes_, request_.sink);
  cannot_send_ = closed_ = false;
  ready_ = {false, true};
  watch_.Await(Phase::kSending);
  while (true) {
    if (const auto ended = Progress(connection)) return *ended;
    switch (watch_.Look()) {
      case RequestWatch::Verdict::kGoOn:
        break;
      case RequestWatch::Verdict::kStopped:
        return Ended::kStopped;
      case RequestWatch::Verdict::kTimedOut:
        return Ended::kTimedOut;
    }
    // Servers may answer before they have the whole request, and then take no more of it: both
    // directions are waited for.
    if (!ready_.read) ready_ = connection.Await(sending(), watch_.PollMilliseconds());
  }
}

// Sends and receives what is possible without waiting.
std::optional<HttpExchange::Ended> HttpExchange::Progress(CurlConnection& connection) {
  if (ready_.send && sending()) SendPiece(connection);
  if (outgoing_.source_ended()) return Ended::kSourceEnded;
  if (ready_.read) ready_.read = Receive(connection);
  if (reader_->done()) return Ended::kAnswered;
  if (closed_) return Ended::kBroken;
  if (reader_->state() == ResponseReader::State::kFailed) return Ended::kBadAnswer;
  // What the server said before it closed has been read, and it was no whole answer.
  if (cannot_send_ && !ready_.read) return Ended::kBroken;
  return std::nullopt;
}

// The next wait begins.
void HttpExchange::NoteProgress() {
  watch_.Await(outgoing_.done() ? Phase::kReading : Phase::kSending);
}

void HttpExchange::SendPiece(CurlConnection& connection) {
  const auto piece = outgoing_.Next();
  if (piece.empty()) return;
  const auto moved = connection.Send(piece);
  switch (moved.state) {
    case Moved::kBytes:
      sent_something_ = true;
      outgoing_.Advance(moved.size);
      NoteProgress();
      return;
    case Moved::kNothingNow:
      ready_.send = false;
      return;
    case Moved::kClosed:
    case Moved::kFailed:
      cannot_send_ = true;
      ready_.read = true;  // an answer may have come before, that says why
      return;
  }
}

// False: everything that has come was read.
bool HttpExchange::Receive(CurlConnection& connection) {
  const auto moved = connection.Receive();
  switch (moved.state) {
    case Moved::kBytes:
      NoteProgress();
      reader_->Take({connection.buffer().data(), moved.size});
      return true;
    case Moved::kNothingNow:
      return false;
    case Moved::kClosed:
      reader_->End();
      closed_ = true;
      return false;
    case Moved::kFailed:
      closed_ = true;
      return false;
  }
  return false;
}

}  // namespace oci
