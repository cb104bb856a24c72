import Foundation

/// The small trained network of `examples/`, with inputs and the answers to them.
enum Example {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "examples")

  static let model = folder.appending(path: "cnn_separable_int8/cnn_separable_int8.tflite").path
  /// The other example, some fifty times as much work.
  static let largeModel = folder.appending(
    path: "mobilenetv1_0.25_96_c3_o2/mobilenetv1_0.25_96_c3_o2.tflite"
  ).path

  /// A `run` of it on the virtual board.
  static let run = ["run", model, "--board", "stm32f746g", "--on", "simulator"]
  /// The same of the other.
  static let runOfLargeModel = [
    "run", largeModel, "--board", "stm32f746g", "--on", "simulator", "--runs", "2",
  ]
}
