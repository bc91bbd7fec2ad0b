// Names and numbers of Oracle NoSQL's own protocol, version 4, as its drivers write them
// (docs/contracts/nosql-protocol.md).
//
// A request is POST /V2/nosql/data; its body is the version in two bytes and one NSON map
// {h: header, p: payload}. The answer is 200 with one NSON map, for errors too.
#pragma once

#include <string_view>

namespace nosql::protocol {

inline constexpr std::string_view kPath = "/V2/nosql/data";
inline constexpr std::string_view kMediaType = "application/octet-stream";
inline constexpr std::string_view kCompartmentHeader = "x-nosql-compartment-id";
inline constexpr std::string_view kRequestIdHeader = "x-nosql-request-id";
inline constexpr int kVersion = 4;
inline constexpr std::string_view kVersionBytes{"\0\4", 2};
inline constexpr int kQueryVersion = 4;
inline constexpr int kMostWrites = 50;  // of one kWriteMultiple

enum class Operation {
  kDelete = 0,
  kDeleteIfVersion = 1,
  kGet = 2,
  kPut = 3,
  kPutIfAbsent = 4,
  kPutIfPresent = 5,
  kPutIfVersion = 6,
  kQuery = 7,
  kPrepare = 8,
  kWriteMultiple = 9,
  kMultiDelete = 10,
  kGetTable = 11,
  kGetIndexes = 12,
  kGetTableUsage = 13,
  kListTables = 14,
  kTableRequest = 15
};

// Field `e` of an answer; 0 or absent: success.
enum class Code {
  kSuccess = 0,
  kUnknownOperation = 1,
  kTableNotFound = 2,
  kIndexNotFound = 3,
  kIllegalArgument = 4,
  kRowSizeLimitExceeded = 5,
  kKeySizeLimitExceeded = 6,
  kBatchOpNumberLimitExceeded = 7,
  kRequestSizeLimitExceeded = 8,
  kTableExists = 9,
  kIndexExists = 10,
  kInvalidAuthorization = 11,
  kInsufficientPermission = 12,
  kResourceExists = 13,
  kResourceNotFound = 14,
  kTableLimitExceeded = 15,
  kIndexLimitExceeded = 16,
  kBadProtocolMessage = 17,
  kEvolutionLimitExceeded = 18,
  kTableDeploymentLimitExceeded = 19,
  kTenantDeploymentLimitExceeded = 20,
  kOperationNotSupported = 21,
  kEtagMismatch = 22,
  kCannotCancelWorkRequest = 23,
  kUnsupportedProtocol = 24,
  kTableNotReady = 26,
  kUnsupportedQueryVersion = 27,
  kReadLimitExceeded = 50,
  kWriteLimitExceeded = 51,
  kSizeLimitExceeded = 52,
  kOperationLimitExceeded = 53,
  kRequestTimeout = 100,
  kServerError = 101,
  kServiceUnavailable = 102,
  kTableBusy = 103,
  kSecurityInfoUnavailable = 104,
  kRetryAuthentication = 105,
  kUnknownError = 125,
  kIllegalState = 126
};

// The names of the maps' entries.
namespace field {
// the request's two parts, and its header
inline constexpr std::string_view kHeader = "h", kPayload = "p";
inline constexpr std::string_view kVersion = "v", kTable = "n", kOperation = "o", kTimeoutMs = "t",
                                  kTopology = "ts";
// rows
inline constexpr std::string_view kConsistency = "co", kType = "y", kKey = "k", kValue = "l",
                                  kDurability = "du", kReturnRow = "rr", kExactMatch = "ec",
                                  kUpdateTtl = "ut", kTtl = "tt", kIdentityCacheSize = "ic",
                                  kRowVersion = "rv", kMatchVersion = "mv";
// several writes
inline constexpr std::string_view kWriteCount = "no", kWrites = "os", kAbortOnFail = "a",
                                  kRange = "rg", kRangePath = "rp", kStart = "sr", kEnd = "en",
                                  kInclusive = "in", kMaxWriteKb = "mw", kContinuation = "ck";
// queries
inline constexpr std::string_view kQueryVersionField = "qv", kStatement = "st", kIsPrepared = "is",
                                  kIsSimple = "iq", kPrepared = "pq", kVariables = "bv",
                                  kName = "m", kLimit = "nl", kMaxReadKb = "mr",
                                  kMathContext = "mc", kGetPlan = "gq", kGetSchema = "gs";
// tables
inline constexpr std::string_view kLimits = "lm", kReadUnits = "ru", kWriteUnits = "wu",
                                  kStorageGb = "sg", kLimitsMode = "mo", kOperationId = "od",
                                  kIndex = "i", kListMost = "lx", kListStart = "ls",
                                  kNamespace = "ns", kCompartment = "cc", kFreeFormTags = "ff",
                                  kDefinedTags = "dt", kEtag = "et";
// answers
inline constexpr std::string_view kError = "e", kMessage = "x", kConsumed = "c", kReadKb = "rk",
                                  kWriteKb = "wk", kTopologyInfo = "tp", kTopologyNumber = "pn",
                                  kShards = "sa", kRow = "r", kModified = "md", kExpires = "xp",
                                  kSuccess = "ss", kReturnInfo = "ri", kExistingValue = "el",
                                  kExistingVersion = "ev", kExistingModified = "em",
                                  kGenerated = "gn", kDeletions = "nd", kWriteResults = "ws",
                                  kWriteFailure = "wf", kFailedIndex = "wi", kFailedResult = "wr";
inline constexpr std::string_view kRows = "qr", kDriverPlan = "dq", kQueryOperation = "qo",
                                  kMostParallel = "mp", kPlanText = "qs", kResultSchema = "qc",
                                  kReachedLimit = "re";
inline constexpr std::string_view kTableId = "to", kTableState = "as", kTableSchema = "ac",
                                  kTableDdl = "td", kTables = "tb", kLastIndex = "li",
                                  kIndexes = "ix", kFields = "f", kPath = "pt", kUsage = "u",
                                  kUsagePeriod = "pd", kReadThrottleCount = "rt",
                                  kWriteThrottleCount = "wt", kStorageThrottleCount = "sl",
                                  kMaxShardUsagePercent = "ms";
}  // namespace field

}  // namespace nosql::protocol
