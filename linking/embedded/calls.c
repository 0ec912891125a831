// Calls the functions that its arguments name, in their order.
#include <string.h>

void print_kinds(void);
void expect_kinds(void);
void register_kinds(void);
void use_kinds(void);

int main(int count, char **names) {
    for (int i = 1; i < count; i++) {
        if (strcmp(names[i], "print") == 0) print_kinds();
        else if (strcmp(names[i], "expect") == 0) expect_kinds();
        else if (strcmp(names[i], "register") == 0) register_kinds();
        else if (strcmp(names[i], "use") == 0) use_kinds();
        else return 2;
    }
    return 0;
}
