/// How the line between host and board did.
package struct SerialLineRecord: Hashable, Sendable, Codable {
  /// Bits a second that both ends used.
  package let baud: Int?
  /// Whole frames from the board, and those that arrived broken.
  package let frames: Int
  package let brokenFrames: Int
  /// Commands to the board, and how many of them were repetitions.
  package let commands: Int
  package let resentCommands: Int

  package init(
    baud: Int?, frames: Int, brokenFrames: Int, commands: Int, resentCommands: Int
  ) {
    self.baud = baud
    self.frames = frames
    self.brokenFrames = brokenFrames
    self.commands = commands
    self.resentCommands = resentCommands
  }
}
