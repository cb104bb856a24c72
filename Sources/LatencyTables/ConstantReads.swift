import Planning

/// Which bytes of a constant a call reads, where it may leave out some.
struct ConstantReads {
  private enum Way {
    case all
    /// Of the bytes from `whole` on only the first `read` of every `period`.
    case interleaved(whole: Int, read: Int, period: Int)
    /// Taps of `bytes` bytes, filter after filter, those that lie in the image at some place.
    case taps(isRead: [Bool], bytes: Int)
  }

  private let way: Way

  /// Rows of weights that alternate: `mcub_gemm_s8_m0.h`.
  private static let rowsOfBlock = 12
  /// Bytes of a channel's scaling: `mcub_requantize_lx6.h`.
  private static let lx6ScalingBytes = 20

  init(_ call: KernelCall, argument: Int) {
    func value(_ name: String) -> Int {
      call.parameters.first { $0.name == name }?.values.first.map(Int.init) ?? 0
    }
    switch (call.symbol, call.arguments[argument]) {
    case ("mcub_conv_2d_s8_m0", .constant(let constant)) where constant.role == "weights":
      // The last block has room for as many rows as the others.
      let rows = value("output_channels")
      let blocks = (rows + Self.rowsOfBlock - 1) / Self.rowsOfBlock
      let blockBytes = constant.bytes.count / max(blocks, 1)
      way = .interleaved(
        whole: rows / Self.rowsOfBlock * blockBytes, read: rows % Self.rowsOfBlock,
        period: Self.rowsOfBlock)
    case ("mcub_conv_2d_s8_ref", _) where argument == 1,
      ("mcub_depthwise_conv_2d_s8_ref", _) where argument == 1:
      func isInside(_ side: String, _ padding: String) -> [Bool] {
        (0..<value("kernel_\(side)")).map { tap in
          (0..<value("output_\(side)")).contains { place in
            let at =
              place * value("stride_\(side)") - value(padding) + tap * value("dilation_\(side)")
            return at >= 0 && at < value("input_\(side)")
          }
        }
      }
      let columns = isInside("width", "pad_left")
      let tapBytes =
        call.symbol == "mcub_conv_2d_s8_ref"
        ? value("filter_channels")
        : value("input_channels") * value("depth_multiplier")
      way = .taps(
        isRead: isInside("height", "pad_top").flatMap { row in columns.map { row && $0 } },
        bytes: max(tapBytes, 1))
    case ("mcub_depthwise_conv_2d_s8_lx6_any", _)
    where argument == 1 && value("output_width") == 1 && value("stride_width") % 2 == 1:
      // Of a channel's two copies of its weights the second is for places between words.
      let steps = (value("kernel_width") + 1 + 3) / 4
      let copyBytes = 4 * (2 + 2 * value("kernel_height") * steps)
      way = .interleaved(
        whole: 0, read: Self.lx6ScalingBytes + copyBytes,
        period: Self.lx6ScalingBytes + 2 * copyBytes)
    default: way = .all
    }
  }

  /// Whether the call reads any of `bytes`.
  func reads(_ bytes: Range<Int>) -> Bool {
    switch way {
    case .all: true
    case .interleaved(let whole, let read, let period):
      bytes.contains { $0 < whole || $0 % period < read }
    case .taps(let isRead, let size):
      bytes.contains { isRead.isEmpty || isRead[$0 / size % isRead.count] }
    }
  }
}
