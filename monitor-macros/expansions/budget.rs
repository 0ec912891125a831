::monitor::__private::written! {
    #[doc = " A part of it."] #[cfg(unix)] pub (crate) static DB_POOL :
    ::monitor::__private::BudgetKind = ::monitor::__private::budget("db_pool",
    ::monitor::__private::units(2 * MAX), ::monitor::__private::declared_at!()).within({
    let __monitor_within : & 'static ::monitor::__private::BudgetKind = & MACHINE;
    __monitor_within }).guaranteeing(::monitor::__private::guarantee(8)); #[cfg(unix)]
    const _ : () = { ::monitor::__private::check_guarantee(& DB_POOL);
    ::monitor::__private::check_within(& DB_POOL); };
}
