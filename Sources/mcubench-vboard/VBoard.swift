@main
struct VBoard {
  static func main() {}
}
