// A Vulkan backend for tests, with validation on: the device that the test's environment names (lavapipe). Without one
// the test skips, saying so.
#pragma once

#include <QtTest>

#include "engine/vulkan/gpu_backend.h"

namespace lightbench::testing {

// Why there is no device to test on; empty when there is one.
inline std::string why_no_gpu() {
  const Result<std::vector<GpuDeviceInfo>> devices = list_gpu_devices();
  return devices ? std::string() : "no Vulkan here: " + devices.error().what;
}

inline GpuOptions test_options() {
  GpuOptions options;
  options.validate = true;
  return options;
}

}  // namespace lightbench::testing

// Validation had nothing to say.
#define VERIFY_SILENT(backend) \
  for (const std::string& message : (backend).validation_messages()) QFAIL(message.c_str())
