/* Jürgen */
int sixth(int x)
{
	return x;
}
