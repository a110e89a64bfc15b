// The rows of the side-by-side table: one piece of work, done by Lightbench and by its peers on the same picture.
//
// Each contestant is a closure that does the whole work once, from the 8-bit picture in memory to the 8-bit (or, for
// Lightbench, stored) result in memory: for Lightbench that is graph → plan → execute with the result cache passed
// over, as a user's command runs it. The runner interleaves the contestants round by round.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "engine/graph/chain.h"
#include "engine/runtime/engine.h"

namespace lightbench::bench {

struct Contestant {
  std::string name;  // "lightbench", "opencv", "libvips"
  std::function<void()> work;
  std::function<cv::Mat()> result;  // 8-bit, of the last round; for checking that the work is the same
};

struct Row {
  std::string name;
  std::string what;              // one line for the reader
  double target_one_thread = 0;  // ratio to opencv that is aimed at; 0: none stated
  double target_two_threads = 0;
  double tolerance = 0;                 // largest mean difference to opencv, in levels of 255
  std::vector<Contestant> contestants;  // the first is lightbench, the second opencv
};

// A photograph-like picture: smooth shapes, edges and grain. 8-bit RGB, interleaved.
cv::Mat synthetic_picture(int width, int height);

// Every row on `picture` with `threads` threads each.
std::vector<Row> make_rows(const cv::Mat& picture, Engine& engine, int threads);

// `picture` has 1 or 3 channels.
Contestant our_contestant(Engine& engine, const cv::Mat& picture, Graph graph);

// Graphs of rows: photo → each node in turn → result.
Graph chain(std::vector<Node> nodes);
// The same with every result stored in 8 bits, as a program does that goes from Mat to Mat.
Graph byte_chain(std::vector<Node> nodes);

Graph six_nodes();     // pointwise, see rows.cpp
Graph twelve_nodes();  // with two windows in it

// Of two pictures of one size, in levels of 255, over all channels.
double mean_difference(const cv::Mat& a, const cv::Mat& b);

// Rows of a theme, peers included, in a file each.
void add_filter_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine);
void add_engine_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine);
void add_resize_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine);
void add_point_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine);
void add_tone_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine);

namespace opencv {
Contestant fast_blur(const cv::Mat& picture, int radius);
Contestant gaussian_blur(const cv::Mat& picture, double sigma);
Contestant six_node_chain(const cv::Mat& picture);
Contestant twelve_node_chain(const cv::Mat& picture);
}  // namespace opencv

namespace vips {
void start(int threads);
Contestant fast_blur(const cv::Mat& picture, int radius);
Contestant gaussian_blur(const cv::Mat& picture, double sigma);
Contestant median(const cv::Mat& picture, int side);
Contestant sobel(const cv::Mat& picture);
Contestant threshold(const cv::Mat& picture, double level);              // in levels of 255
Contestant recombine(const cv::Mat& picture, const cv::Mat& weights);    // CV_64F, a row for each channel out
Contestant linear(const cv::Mat& picture, double slope, double offset);  // offset in levels of 255
}  // namespace vips

}  // namespace lightbench::bench
