// A small session as if it had been recorded: photo → blur → result, five rounds.
#pragma once

#include "engine/profile/session_file.h"

namespace lightbench::testing {

inline SessionNode sample_node(const std::string& id, const std::string& type, int64_t self_ns) {
  SessionNode node;
  node.id = id;
  node.type = type;
  node.state = "computed";
  node.backend = "cpu";
  node.isa = "avx2";
  node.cold_self_ns = 3 * self_ns;
  for (int64_t round = 0; round < 5; ++round) {
    node.self_ns.push_back(self_ns + round * 1000);
    node.busy_ns.push_back(2 * self_ns);
  }
  node.bytes_read = 300;
  node.bytes_written = 100;
  node.width = 20;
  node.height = 10;
  node.channels = 3;
  node.format = "f32";
  return node;
}

// Makes walls fit the nodes: their sum and 50 µs that belong to nobody.
inline void sum_up(SessionPicture& picture) {
  picture.wall_ns.assign(5, 50'000);
  picture.unattributed_ns.assign(5, 50'000);
  for (const SessionNode& node : picture.nodes) {
    for (size_t round = 0; round < node.self_ns.size(); ++round) picture.wall_ns[round] += node.self_ns[round];
  }
}

inline ProfileSession sample_session(int64_t blur_ns = 8'000'000) {
  SessionPicture picture;
  picture.inputs = {{"photo", "/pictures/photo.png", "0123", 20, 10, 3, "u8"}};
  picture.outputs = {{"result", "", "89ab", 20, 10, 3, "u8"}};
  picture.cold_wall_ns = 30'000'000;
  picture.warmup_wall_ns = {12'000'000, 11'000'000};
  picture.start_ns = {1, 2, 3, 4, 5};
  SessionNode photo;
  photo.id = "photo";
  photo.type = "input";
  photo.state = "cached";
  photo.io_ns = 4'000'000;
  picture.nodes = {photo, sample_node("blur", "gaussian_blur", blur_ns),
                   sample_node("sharpen", "unsharp_mask", 2'000'000)};
  picture.nodes[2].fallback = "no device";
  sum_up(picture);
  picture.peak_buffer_bytes = 1200;

  SessionVariant variant;
  variant.name = "A";
  variant.pipeline_name = "Soft";
  variant.pipeline_path = "/pipelines/soft.lbp";
  variant.pipeline =
      R"({"format": "lightbench.pipeline", "version": 1, "settings": {"precision": "f32"}, "nodes": [
        {"id": "photo", "type": "input", "params": {"path": "photo.png"}},
        {"id": "blur", "type": "gaussian_blur", "params": {"sigma": 2.5}, "position": [1, 2]},
        {"id": "sharpen", "type": "unsharp_mask"}],
        "links": [{"from": "photo.image", "to": "blur.image"}, {"from": "blur.image", "to": "sharpen.image"}]})";
  variant.pipeline_hash = "aa";
  variant.isa = "auto";
  variant.build = {"0.1.0", "Release", "GNU 12.2.0", true};
  variant.gpu = SessionGpu{"Card", "driver 1"};
  variant.pictures = {picture};

  ProfileSession session;
  session.recorded = "2026-11-29T07:15:00Z";
  session.tags = {"release", "\"quoted\""};
  session.notes = "ä line\nand another";
  session.machine = {"Some processor", 8, {"sse4", "avx2"}, int64_t{16} << 30, "performance", 0.5};
  session.threads = 8;
  session.peak_resident_bytes = 1 << 20;
  session.variants = {variant};
  return session;
}

}  // namespace lightbench::testing
