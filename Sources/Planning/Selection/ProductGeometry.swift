/// Where the columns of a matrix product come from: the taps of a convolution.
struct ProductGeometry {
  /// The fields of `mcub_conv_2d_s8_dsp_params` up to `pad_left`, in order.
  private static let names = [
    "batches", "input_height", "input_width", "input_channels", "output_height", "output_width",
    "output_channels", "groups", "filter_channels", "kernel_height", "kernel_width",
    "stride_height", "stride_width",
    "dilation_height", "dilation_width", "pad_top", "pad_left",
  ]

  private var values: [String: Int]

  /// The convolution of a reference call.
  init(_ context: SelectionContext) {
    let read = Self.names.filter { $0 != "groups" }
    values = Dictionary(uniqueKeysWithValues: read.map { ($0, context[$0]) })
    values["groups"] = context["input_channels"] / max(1, context["filter_channels"])
  }

  /// Vectors one after another, as the pixels of an image that is one wide.
  static func vectors(_ count: Int, length: Int) -> ProductGeometry {
    ProductGeometry(count: count, length: length)
  }

  private init(count: Int, length: Int) {
    values = Dictionary(uniqueKeysWithValues: Self.names.map { ($0, 1) })
    values["input_height"] = count
    values["output_height"] = count
    values["input_channels"] = length
    values["filter_channels"] = length
    values["pad_top"] = 0
    values["pad_left"] = 0
  }

  subscript(name: String) -> Int { values[name] ?? 0 }

  /// Groups of channels, each with rows of its own.
  var groups: Int { self["groups"] }

  /// Columns of an image.
  var columns: Int { self["output_height"] * self["output_width"] }

  /// Whether each column is one pixel.
  var isPointwise: Bool {
    self["kernel_height"] == 1 && self["kernel_width"] == 1 && !isPadded
  }

  /// Whether the single column is the whole image as it lies in memory.
  var isWholeImage: Bool {
    columns == 1 && groups == 1 && !isPadded && self["kernel_height"] == self["input_height"]
      && self["kernel_width"] == self["input_width"] && self["dilation_height"] == 1
      && self["dilation_width"] == 1
  }

  private var isPadded: Bool { self["pad_top"] != 0 || self["pad_left"] != 0 }

  /// The fields, of a product with so many rows.
  func parameters(rows: Int) -> [KernelParameter] {
    Self.names.map { name in
      KernelParameter(name, Int32(name == "output_channels" ? rows : self[name]))
    }
  }
}
