use monitor::budget;

budget! {
    static MACHINE: limit = "64 mib", name = 7, withn = RACK;
    static NETWORK: limit = -1, guarantee = "8", within, limit = 3,, crate = 1;
}

fn main() {}
