import Hardware

extension BoardSession {
  /// The speed of the EEMBC protocol (rules of MLPerf Tiny), in bits a second.
  private static var eembcBaud: Int { 115_200 }

  /// Whether what has sent bytes that are no frames answers as a device of the EEMBC protocol does.
  ///
  /// - Throws: when the task is cancelled; a line that fails is no answer.
  func answersAsEEMBC() async throws -> Bool {
    do {
      if let place = bauds.firstIndex(of: Self.eembcBaud) { try await setSpeed(place) }
      // The first % ends what the hellos have left in the device's command buffer.
      try await connection.port.write(Array("%name%".utf8))
      var heard: [UInt8] = []
      let deadline = clock.now.advanced(by: limits.hello * limits.helloTriesASpeed)
      while heard.count < 4096, clock.now < deadline {
        let rest = clock.now.duration(to: deadline)
        guard let bytes = try await bytes(within: rest) else { break }
        heard += bytes
        if heard.firstRange(of: Array("m-name-".utf8)) != nil { return true }
      }
    } catch {
      try Task.checkCancellation()
    }
    return false
  }
}
