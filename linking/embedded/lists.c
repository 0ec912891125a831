// Asks what there is, and calls for none of it.
void print_kinds(void);

int main(void) {
    print_kinds();
    return 0;
}
