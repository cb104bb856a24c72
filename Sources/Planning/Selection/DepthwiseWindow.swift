/// Where the filter of a depthwise layer moves, and how `mcub_depthwise_strips` cuts the layer up.
struct DepthwiseWindow {
  /// Bytes of a row of planes, and planes that share one: `mcub_depthwise_strips.h`.
  private static let rowBytes = 512
  private static let planeCount = 4
  /// Bytes of scratch that kernels may write behind the last row.
  private static let spareBytes = 32
  /// Rows of planes that a strip may take: 8 KiB, so that activations have the fast memory.
  private static let mostRows = 16

  /// The filter's own extents.
  let rows: Int
  let columns: Int
  /// From one tap to the next.
  let rowDilation: Int
  let columnDilation: Int
  let stride: Int
  /// Rows and columns of taps that the kernel takes.
  let size: Int
  /// Channels that lie beside each other in a row of planes.
  let planes: Int
  /// Output rows of a strip, an even number.
  let stripRows: Int
  /// Why the kernels cannot do the layer.
  let refusal: String?

  init(_ context: SelectionContext) {
    rows = context["kernel_height"]
    columns = context["kernel_width"]
    rowDilation = rows == 1 ? 1 : context["dilation_height"]
    columnDilation = columns == 1 ? 1 : context["dilation_width"]
    stride = context["stride_height"]
    let extent = max((rows - 1) * rowDilation, (columns - 1) * columnDilation) + 1
    size = extent <= 3 ? 3 : 5

    // Whole groups of columns are made, and their inputs read, at the end of a row too.
    let group = size == 3 ? 2 : 4
    let made = (context["output_width"] + group - 1) / group * group
    let read = max(stride * made + size - 1, context["input_width"] + context["pad_left"])
    planes = read * 2 * Self.planeCount <= Self.rowBytes ? Self.planeCount : 1

    // Planes in slow memory cost more than rows that are made again for shorter strips.
    var mostRows = Self.mostRows
    if let left = context.fastBytesLeft {
      let fitting = (left - Self.spareBytes) / Self.rowBytes
      if fitting >= stride + size { mostRows = min(mostRows, fitting) }
    }
    let most = max(((mostRows - size) / max(stride, 1) + 1) / 2 * 2, 2)
    let height = context["output_height"]
    let strips = (height + most - 1) / most
    stripRows = ((height + strips - 1) / strips + 1) / 2 * 2

    refusal =
      if extent > 5 {
        "made for filters of at most 5x5, this covers \(extent) pixels"
      } else if stride != context["stride_width"] || !(1...2).contains(stride) {
        "made for strides of 1x1 and 2x2, this is \(stride)x\(context["stride_width"])"
      } else if read * 2 > Self.rowBytes {
        "a row of \(read) columns is longer than the \(Self.rowBytes / 2) of a plane"
      } else {
        nil
      }
  }

  var taps: Int { rows * columns }
  var scratchBytes: Int { (stride * (stripRows - 1) + size) * Self.rowBytes + Self.spareBytes }

  /// The taps as the kernel takes them, zeros where the filter has none.
  func filled(_ filter: [Int]) -> [[Int]] {
    var taps = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    for (place, weight) in filter.enumerated() {
      taps[place / columns * rowDilation][place % columns * columnDilation] = weight
    }
    return taps
  }
}
