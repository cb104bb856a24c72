/// Every record of the wire: the one table that both ends are made from.
package enum WireTable {
  /// Raised whenever a record or a choice changes.
  package static let protocolVersion: UInt16 = 5

  /// Commands, by rising code.
  package static let hostRecords: [any WireRecord.Type] = [
    Hello.self, SetInput.self, RunPass.self, ReadOutput.self, ReadSamples.self, Reset.self,
    ReadClock.self, ReadChecksum.self,
  ]

  /// Records of the board, by rising code.
  package static let boardRecords: [any WireRecord.Type] = [
    HelloReply.self, Ack.self, Nack.self, OutputChunk.self, ClockAnswer.self, ChecksumAnswer.self,
    PassBegin.self, LayerSample.self, PassEnd.self, Boot.self, Log.self, Fault.self, Heartbeat.self,
  ]

  package static let records: [any WireRecord.Type] = hostRecords + boardRecords

  /// The named values of one-byte fields.
  package static let choices: [ChoiceTable] = [
    ChoiceTable("pass", PassKind.allCases),
    ChoiceTable("reason", NackReason.allCases),
    ChoiceTable("counter", CounterKind.allCases),
    ChoiceTable("level", LogLevel.allCases),
  ]

  /// An enumeration of the wire.
  package struct ChoiceTable: Hashable, Sendable {
    package let name: String
    package let values: [Choice]

    /// One named value.
    package struct Choice: Hashable, Sendable {
      package let name: String
      package let value: UInt8
    }

    init<Value: RawRepresentable<UInt8>>(_ name: String, _ cases: [Value]) {
      self.name = name
      values = cases.map { Choice(name: String(describing: $0), value: $0.rawValue) }
    }
  }
}
