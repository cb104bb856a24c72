/// What one run of a tool may use.
package struct ToolLimits: Hashable, Sendable {
  package let time: Duration
  /// Address space.
  package let memoryBytes: Int
  /// The largest file that it may write, its messages included.
  package let fileBytes: Int

  package init(
    time: Duration = .seconds(120), memoryBytes: Int = 2 << 30, fileBytes: Int = 256 << 20
  ) {
    self.time = time
    self.memoryBytes = memoryBytes
    self.fileBytes = fileBytes
  }
}
