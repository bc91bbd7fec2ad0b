#pragma once

namespace fdk {

inline constexpr char kFdkVersion[] = "fdk-cpp/0.1.0";  // Fn-Fdk-Version
inline constexpr char kFdkRuntime[] = "cpp/20";         // Fn-Fdk-Runtime

}  // namespace fdk
