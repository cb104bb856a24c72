import Measurements
import Testing

@testable import ModelCatalog

/// Tables of models from outside: what is taken, and what is refused with its line.
@Suite struct ModelTableTests {
  static let digest = String(repeating: "ab", count: 32)
  static let time = Timestamp(unixMilliseconds: 7)

  static func table(
    _ text: String, dialect: ModelDialect = .mcubench, keepsUnknown: Bool = false
  ) throws(ModelTableError) -> ModelTable {
    var reading = ModelTable.Reading(time: time)
    reading.dialect = dialect
    reading.keepsUnknown = keepsUnknown
    return try ModelTable(Array(text.utf8), reading: reading)
  }

  @Test func takesColumnsByNameInAnyOrder() throws {
    let table = try Self.table(
      "accuracy,name,tags,accuracy_dataset,accuracy_n,accuracy_ran_on,training.epochs,runs\r\n"
        + "88.8,\"a, \"\"b\"\"\",vww old,vww,1000,stm32f746g:simulated,50,3\r\n\r\n"
        + ",c,,,,,,\n")
    #expect(table.rows.map(\.line) == [2, 4])
    #expect(table.rows.map(\.key) == [.name("a, \"b\""), .name("c")])
    let change = table.rows[0].change
    #expect(change.addedTags == ["vww", "old"])
    #expect(
      change.accuracies == [
        AccuracyRecord(
          dataSet: "vww", metric: .accuracy, value: 88.8, sampleCount: 1000,
          place: .board("stm32f746g", .simulated), source: .imported, noted: Self.time)
      ])
    #expect(change.figures.map(\.name) == ["epochs"])
    #expect(table.rows[1].change.accuracies.isEmpty)
  }

  @Test func readsTheCNNAnalyzersColumns() throws {
    let table = try Self.table(
      ",id,run_name,state,MACs,img_res,total_params,tags,test_accuracy,stm32_inference_ms_INT8\n"
        + "0,3xk2,mobilenetv1_0.25_96_c3_o2,finished,7489664.0,96,221794,\"['a', 'b']\",0.854,66.4\n",
      dialect: .cnnAnalyzer)
    let change = try #require(table.rows.first).change
    #expect(change.name == "mobilenetv1_0.25_96_c3_o2")
    #expect(change.factors.resolution == 96)
    #expect(change.training.total == 221_794)
    #expect(change.addedTags == ["a", "b"])
    #expect(change.accuracies.map(\.value) == [85.4])
    #expect(change.costs == ModelCosts())
    // Nothing that is not a run becomes one.
    #expect(
      change.figures.map { "\($0.name)=\($0.value)" }
        == ["id=3xk2", "state=finished", "MACs=7489664.0", "stm32_inference_ms_INT8=66.4"])
  }

  @Test(arguments: [
    ("", "the table has no header"),
    ("a,b\n", "line 1 has a column 'a' that nobody knows"),
    ("tags\nx\n", "line 1 has neither a column sha256 nor name"),
    ("name,name\n", "line 1 has the column 'name' twice"),
    ("name,macs\na\n", "line 2 has 1 fields where the header has 2"),
    ("name,macs\n\na,1\nb,-1\n", "line 4 has '-1' for macs"),
    ("name,macs\na,1.5\n", "line 2 has '1.5' for macs"),
    ("name,macs\na,nan\n", "line 2 has 'nan' for macs"),
    ("name,macs\na,0x10\n", "line 2 has '0x10' for macs"),
    ("name,macs\na,1e30\n", "line 2 has '1e30' for macs"),
    ("name,accuracy\na,101\n", "line 2 has '101' for accuracy, which is 0 to 100"),
    ("name,auc\na,88\n", "line 2 has '88' for auc, which is 0 to 1"),
    ("name,accuracy_ran_on\na,pico:predicted\n", "line 2 has 'pico:predicted' for accuracy_ran_on"),
    ("sha256\nABC\n", "line 2 has 'ABC' for sha256"),
    ("name,tags\na,=x\n", "line 2 has '=x' for a tag"),
    ("name,macs\n,5\n", "line 2 does not say which model"),
    ("name\na\nb\na\n", "line 4 is of the same model as line 2"),
    ("name\n\"a\n", "line 2 has a quote that nothing closes"),
    ("name\n\"a\"b\n", "line 2 goes on behind a closing quote"),
    ("name\na\"b\n", "line 2 has a quote inside a field"),
    ("name\na\u{1B}[31m\n", "line 2 has 'a\\u{1B}[31m' for name"),
    ("name,notes\na,\u{0}\n", "line 2 has '\\u{0}' for notes"),
  ])
  func refusesByLine(text: String, words: String) {
    let error = #expect(throws: ModelTableError.self) { try Self.table(text) }
    #expect(error?.summary.hasPrefix(words) == true, "\(error?.summary ?? "nothing")")
    #expect(error?.summary.hasSuffix("; nothing was changed") == true)
  }

  @Test func refusesWhatIsNoUTF8AndWhatIsTooLarge() {
    var bytes = Array("name\nok\n".utf8) + [0x61, 0xFF, 0x0A]
    let reading = ModelTable.Reading(time: Self.time)
    #expect(throws: ModelTableError(line: 3, problem: "is not UTF-8")) {
      try ModelTable(bytes, reading: reading)
    }
    bytes = Array("name,notes\na,".utf8) + Array(repeating: 0x61, count: 9_000)
    #expect(throws: ModelTableError(line: 2, problem: "has a field of more than 8192 bytes")) {
      try ModelTable(bytes, reading: reading)
    }
    bytes = Array(repeating: 0x2C, count: 600)
    #expect(throws: ModelTableError(line: 1, problem: "has more than 512 fields")) {
      try ModelTable(bytes, reading: reading)
    }
    bytes = Array(repeating: 0x61, count: (16 << 20) + 1)
    #expect(throws: ModelTableError(line: nil, problem: "is larger than 16 MB")) {
      try ModelTable(bytes, reading: reading)
    }
  }

  @Test func keepsUnknownColumnsWhereThatIsWanted() throws {
    let table = try Self.table("name,epochs\na,50\n", keepsUnknown: true)
    #expect(table.rows[0].change.figures.map(\.name) == ["epochs"])
  }

  @Test func takesBackWhatAnExportDisarmed() throws {
    let table = try Self.table("sha256,name\n\(Self.digest),'=SUM(A1)\n")
    #expect(table.rows[0].key == .sha256(Self.digest))
    #expect(table.rows[0].change.name == "=SUM(A1)")
  }

  @Test func aNoteIsOneLine() {
    #expect(ModelText.note(" a\r\n b\t c ") == "a b c")
    #expect(ModelText.note("") == "")
    #expect(ModelText.note("a\u{7}") == nil)
    #expect(ModelText.note(String(repeating: "a", count: 4_001)) == nil)
  }

  @Test func readsFactorsFromNamesAndShapes() {
    let name = "mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3"
    #expect(
      ModelFactors(name: name)
        == ModelFactors(
          architecture: "mobilenetv1", alpha: 0.7, resolution: 96, channels: 3, classes: 2,
          variation: "l5ll32pl64b0.3"))
    #expect(ModelFactors(name: "ad01_int8") == ModelFactors())
    #expect(
      ModelFactors(inputShape: [1, 96, 96, 3], outputShape: [1, 2])
        == ModelFactors(resolution: 96, channels: 3, classes: 2))
    #expect(ModelFactors(inputShape: [1, 49, 10, 1], outputShape: nil) == ModelFactors())
  }
}
