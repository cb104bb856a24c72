import ModelGraph
import Reports
import Testing

@Suite struct BudgetTests {
  @Test(arguments: [
    ("ram=250KB", Budget.Quantity.ram, 256_000), ("rom=1MB", .rom, 1_048_576),
    ("macs=60M", .macs, 60_000_000), ("macs=1.5k", .macs, 1_500), ("params=7", .params, 7),
    ("file=300kb", .file, 307_200), ("RAM=10", .ram, 10),
  ])
  func readsALimit(text: String, quantity: Budget.Quantity, value: Int) throws {
    let budget = try Budget(parsing: text)
    #expect(budget.limits.map(\.quantity) == [quantity])
    #expect(budget.limits.map(\.value) == [value])
  }

  @Test(arguments: [
    "", "ram", "ram=", "ram=x", "ram=-1", "speed=3", "ram=1,ram=2", "ram=1,", "macs=1KB",
    "ram=1e999", "ram=99999999999999999999999",
  ])
  func refusesWhatItCannotRead(text: String) {
    #expect(throws: BudgetError.self) { try Budget(parsing: text) }
  }

  @Test func namesThePartItCannotRead() {
    let error = #expect(throws: BudgetError.self) { try Budget(parsing: "ram=1,rom=x") }
    #expect(error?.summary == "cannot read \"rom=x\" in the budget")
  }
}
